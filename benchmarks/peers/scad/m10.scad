size = 14;
lines = [
    "Quartz & Obsidian 908",
    "amber, beryl, garnet;",
    "Rhodonite 64 Peridot?",
    "Soapstone and gabbro.",
    "BASALT 3006 DOLOMITE",
    "pegmatite @ 800 deg.",
];

translate([-125, -65, 0]) cube([250, 130, 3]);
translate([0, 0, 2.99]) linear_extrude(1.01)
    for (number = [0 : 5]) translate([0, (2.5 - number) * 20])
        // The size that is asked for here is 0.72 of the em.
        text(lines[number], size * 0.72, font = "DejaVu Sans:style=Bold", halign = "center", valign = "center", $fn = 24);
