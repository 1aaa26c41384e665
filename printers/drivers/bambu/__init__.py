"""
A Bambu Lab printer on the local network, in Developer Mode.

    driver = "bambu"
    address = "192.168.1.40"
    key = "12345678"                    # the access code its screen shows under Network
    options = { serial = "01P00A000000001" }

More options: `ca` (a file with the maker's authority) or `fingerprint` (SHA-256 of its certificate; several are
separated by commas) say whom to believe, see `certificate.py`; `ams_slot = 0` prints from that place of the AMS, four
to a unit, and without it from the spool outside; `timeout` and `upload_timeout`, seconds; `mqtt_port`, `ftps_port`,
`camera_port`; `continue_session = false` where the data line of its server must not continue the session (A1).

What goes out, by MQTT over TLS at port 8883 to device/SERIAL/request, and by FTP inside TLS at port 990:

    identify  info.get_version
    read      info.get_version as proof of life, pushing.pushall when the line is new and every five minutes
    stage     STOR NAME.3mf, our G-code in a package (`wrapping.py`); then RETR, and SHA-256 of what came back
    start     print.project_file, once, QoS 0, with a subtask_name that is the attempt's
    find      as read, then SIZE
    pause, resume, cancel   print.pause, print.resume, print.stop, QoS 1
    stop      print.stop, QoS 1, whatever it does: no emergency stop is known, so heaters may stay on
    discard   DELE, then SIZE
    picture   of a P1 or A1: inside TLS at port 6000, the code and then one JPEG (`camera.py`)

Written after public documents and tried against a model of the printer behind a real MQTT broker and a real FTP server;
never yet on a machine. Taken from reports of others and respected here: the answer to a start only means that it was
read; an A1 mini breaks off its print when it is told to start another; a machine can show the end of its last print for
minutes after it took the next; it keeps no history, so after a power cut nobody can know.
Documents: https://github.com/Doridian/OpenBambuAPI, https://wiki.bambulab.com/en/software/third-party-integration
"""

from pathlib import Path
from urllib.parse import urlsplit

from printers.drivers.bambu.camera import Camera
from printers.drivers.bambu.certificate import Certificates
from printers.drivers.bambu.conversation import Conversation
from printers.drivers.bambu.driver import Bambu
from printers.drivers.bambu.storage import Storage
from printers.errors import WrongHost
from printers.printer import Clock, Printer

# How serials begin: https://wiki.bambulab.com/en/general/find-sn
_A1 = ("030", "039")  # A1 mini, A1
_PICTURES = (*_A1, "01S", "01P")  # and P1P, P1S: those whose camera gives pictures


def connect(printer: Printer, clock: Clock) -> Bambu:
    """The driver of one Bambu printer. Raises `WrongHost` when the settings cannot be one's."""
    host = _host(printer.address)
    options = {name: str(value) for name, value in printer.options.items()}
    serial = options.get("serial", "").strip().upper()
    if not (8 <= len(serial) <= 20 and serial.isascii() and serial.isalnum()):
        raise WrongHost(printer.address, 'options need its serial number, as in { serial = "01P00A000000001" }')
    seconds = _number(printer, "timeout", 10)
    certificates = Certificates(
        host,
        serial,
        fingerprints=_fingerprints(options.get("fingerprint", "")),
        authority=Path(options["ca"]) if options.get("ca") else None,
        seconds=seconds,
    )
    slot = _number(printer, "ams_slot", -1)
    continues = options.get("continue_session", str(not serial.startswith(_A1))).lower() not in ("false", "no", "0")
    ports = (("mqtt_port", 8883), ("ftps_port", 990), ("camera_port", 6000))
    mqtt, ftps, seen = (int(_number(printer, name, port)) for name, port in ports)
    has_camera = serial.startswith(_PICTURES) or "camera_port" in options
    return Bambu(
        Conversation(host, mqtt, serial, printer.key, certificates, seconds=seconds),
        Storage(
            host,
            ftps,
            printer.key,
            certificates,
            continues=continues,
            seconds=seconds,
            upload_seconds=_number(printer, "upload_timeout", 300),
        ),
        Camera(host, seen, serial, printer.key, certificates, seconds) if has_camera else None,
        clock,
        serial=serial,
        materials=printer.materials,
        slot=int(slot) if slot >= 0 else None,
    )


def _host(address: str) -> str:
    try:
        host = urlsplit(address if "://" in address else f"//{address}").hostname
    except ValueError:
        host = None
    if not host:
        raise WrongHost(address, "an address is a name or a number, as in 192.168.1.40")
    return host


def _fingerprints(words: str) -> frozenset[str]:
    return frozenset(word.strip().replace(":", "").lower() for word in words.split(",") if word.strip())


def _number(printer: Printer, name: str, usual: float) -> float:
    given = printer.options.get(name, usual)
    try:
        return float(str(given))
    except ValueError:
        raise WrongHost(printer.address, f'the option {name} is a number, not "{given}"') from None
