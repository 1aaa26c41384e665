include <common.scad>
width = 160; depth = 100; thickness = 3; cell = 7; bar = 1.8;
across = (cell + bar) * sqrt(3) / 2;
along = cell + bar;
reach = cell / sqrt(3);

linear_extrude(thickness) difference() {
    outline(width, depth, 4);
    for (column = [-30 : 30], row = [-30 : 30]) {
        x = column * across;
        y = (row + abs(column % 2) / 2) * along;
        if (abs(x) + reach <= width / 2 - 6 && abs(y) + cell / 2 <= depth / 2 - 6)
            translate([x, y]) circle(reach, $fn = 6);
    }
}
