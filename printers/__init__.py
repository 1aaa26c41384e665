"""From a plate of parts to a finished print: profiles, plates, slicers, the G-code guard and the drivers."""
