include <common.scad>
width = 100; depth = 70; height = 30; wall = 2.2; radius = 5;
board_width = 85; board_depth = 56; under = 5; vents = 10;
posts = [width - 2 * wall - 5, depth - 2 * wall - 5];
board = [board_width - 7, board_depth - 7];

difference() {
    union() {
        difference() {
            filleted(width, depth, radius, 2, height);
            translate([0, 0, wall]) linear_extrude(height) outline(width - 2 * wall, depth - 2 * wall, radius - wall);
        }
        translate([0, 0, wall - 0.1]) corners(board[0], board[1]) cylinder(d = 6.5, h = under + 0.1);
        translate([0, 0, wall / 2]) linear_extrude(height - wall / 2) intersection() {
            corners(posts[0], posts[1]) circle(4);
            outline(width - wall, depth - wall, radius - wall / 2);
        }
    }
    translate([0, 0, wall]) corners(board[0], board[1]) cylinder(d = 2.6, h = under + 1);
    translate([0, 0, height - 12]) corners(posts[0], posts[1]) cylinder(d = 2.5, h = 13);
    translate([-width / 2 + wall / 2, 0, wall + under + 3]) cube([wall + 2, 10, 4.5], center = true);
    for (number = [0 : vents - 1])
        translate([(number - (vents - 1) / 2) * 5, depth / 2 + 1, height / 2]) rotate([90, 0, 0])
            linear_extrude(depth + 2) hull() for (y = [-6, 6]) translate([0, y]) circle(1);
}
translate([0, depth + 8, 0]) difference() {
    translate([0, 0, 2.4]) rotate([180, 0, 0]) filleted(width, depth, radius, 1, 2.4);
    corners(posts[0], posts[1]) {
        translate([0, 0, -1]) cylinder(d = 2.9, h = 4);
        translate([0, 0, 1.2]) cylinder(d = 5.5, h = 2);
    }
}
