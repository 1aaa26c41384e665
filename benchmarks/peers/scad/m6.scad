include <common.scad>
teeth = 32; thickness = 12; bore = 10;
root = teeth - 2.5;
tip = teeth + 2;
base = teeth * cos(20);
half = 90 / teeth + tan(20) * 180 / PI - 20;
start = max(root, base);
function turn(r) = acos(min(1, base / r));
side = [for (n = [0 : 8]) let (r = start + (tip - start) * n / 8) [r, half - tan(turn(r)) * 180 / PI + turn(r)]];
tooth = concat(
    [[root, -side[0][1]]],
    [for (p = side) [p[0], -p[1]]],
    [[tip, 0]],
    [for (n = [8 : -1 : 0]) side[n]],
    [[root, side[0][1]], [root, 180 / teeth]]);

difference() {
    linear_extrude(thickness) difference() {
        polygon([for (k = [0 : teeth - 1], p = tooth) p[0] * [cos(p[1] + k * 360 / teeth), sin(p[1] + k * 360 / teeth)]]);
        circle(d = bore);
        translate([-1.5, 0]) square([3, bore / 2 + 2.5]);
    }
    for (z = [-1, thickness - 3]) translate([0, 0, z]) linear_extrude(4) difference() {
        circle(root - 4, $fn = 96);
        circle(bore / 2 + 5);
    }
}
