// What the parts share. 48 pieces to a circle, about as fine as ours where it shows.
$fn = 48;
thin = 0.001;

module outline(width, depth, radius)
    offset(r = radius, $fn = 48) square([width - 2 * radius, depth - 2 * radius], center = true);

// Between two rounded rectangles, each smaller all round by its inset.
module step(width, depth, radius, one, low, other, high)
    hull() {
        translate([0, 0, low]) linear_extrude(thin) outline(width - 2 * one, depth - 2 * one, radius - one);
        translate([0, 0, high - thin])
            linear_extrude(thin) outline(width - 2 * other, depth - 2 * other, radius - other);
    }

// A rounded block with a fillet around its foot.
module filleted(width, depth, radius, fillet, height, slices = 6)
    hull() {
        for (number = [0 : slices]) {
            inset = fillet * (1 - sin(90 * number / slices));
            translate([0, 0, fillet * (1 - cos(90 * number / slices))])
                linear_extrude(thin) outline(width - 2 * inset, depth - 2 * inset, radius - inset);
        }
        translate([0, 0, height - thin]) linear_extrude(thin) outline(width, depth, radius);
    }

module corners(width, depth)
    for (x = [-width / 2, width / 2], y = [-depth / 2, depth / 2]) translate([x, y, 0]) children();
