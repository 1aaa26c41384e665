include <common.scad>
words = "Hello World"; size = 16; width = 160; depth = 40; thickness = 3; relief = 1.6;

difference() {
    stepped(width, depth, 6, [[0, 0], [0, thickness - 0.6], [0.6, thickness]]);
    for (side = [-1, 1]) translate([side * (width / 2 - 6), 0, -1]) cylinder(d = 4, h = thickness + 2);
}
// The size that is asked for here is 0.72 of the em.
translate([0, 0, thickness - 0.01]) linear_extrude(relief + 0.01)
    text(words, size * 0.72, font = "DejaVu Sans:style=Bold", halign = "center", valign = "center", $fn = 24);
