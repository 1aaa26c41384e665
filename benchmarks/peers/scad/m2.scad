include <common.scad>
units = 5; wall = 1.2;
level = units * 7;
under = level - 1.2 - (2.6 - wall);
top = level + 3.55;
room = [(125.5 - 2 * wall - 2.4) / 3, (83.5 - 2 * wall - 1.2) / 2];

module foot() difference() {
    stepped(41.5, 41.5, 3.75, [[2.95, 0], [2.15, 0.8], [2.15, 2.6], [0, 4.75]]);
    corners(26, 26) translate([0, 0, -1]) cylinder(d = 6.5, h = 3.4);
}

difference() {
    union() {
        translate([0, 0, 4.74]) linear_extrude(top - 4.74) outline(125.5, 83.5, 3.75);
        for (x = [-42, 0, 42], y = [-21, 21]) translate([x, y, 0]) foot();
    }
    for (x = [-1, 0, 1], y = [-0.5, 0.5])
        translate([x * (room[0] + 1.2), y * (room[1] + 1.2), 7])
            linear_extrude(under - 6.99) outline(room[0], room[1], 3.75 - wall);
    stepped(125.5, 83.5, 3.75, [[wall, under], [2.6, level - 1.2], [2.6, level], [1.9, level + 0.7],
        [1.9, level + 2.5], [0.85, top], [0.85, top + 1]]);
}
