include <common.scad>
width = 80; depth = 50; height = 35; wall = 2; radius = 6; air = 0.25;
inset = wall + air;

difference() {
    filleted(width, depth, radius, 1.2, height);
    translate([0, 0, wall]) linear_extrude(height) outline(width - 2 * wall, depth - 2 * wall, radius - wall);
}
translate([0, depth + 10, 0]) union() {
    filleted(width, depth, radius, 0.8, wall);
    translate([0, 0, wall - 0.01]) linear_extrude(4.01) difference() {
        outline(width - 2 * inset, depth - 2 * inset, radius - inset);
        outline(width - 2 * inset - 3.2, depth - 2 * inset - 3.2, radius - inset - 1.6);
    }
}
