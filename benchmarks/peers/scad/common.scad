// What the parts share. 48 pieces to a circle, about as fine as ours where it shows.
$fn = 48;

module outline(width, depth, radius)
    offset(r = radius, $fn = 48) square([width - 2 * radius, depth - 2 * radius], center = true);

// The same as points at height z.
function ring(width, depth, radius, z) = [
    for (corner = [0 : 3], number = [0 : 12])
        let (angle = 90 * corner + 7.5 * number)
        [(corner % 3 == 0 ? 1 : -1) * (width / 2 - radius) + radius * cos(angle),
         (corner < 2 ? 1 : -1) * (depth / 2 - radius) + radius * sin(angle), z]
];

// What lies between rings of equally many points, from the lowest up.
module lofted(rings) {
    count = len(rings[0]);
    last = len(rings) - 1;
    polyhedron([for (one = rings, point = one) point], concat(
        [[for (n = [0 : count - 1]) n], [for (n = [count - 1 : -1 : 0]) last * count + n]],
        // Two triangles each: four corners need not lie in one plane exactly.
        [for (level = [0 : last - 1], n = [0 : count - 1], half = [0, 1])
            let (low = level * count, high = low + count, next = (n + 1) % count)
            half ? [low + n, high + n, high + next] : [low + n, high + next, low + next]]));
}

// Rounded rectangles [inset, z], each smaller all round by its inset.
module stepped(width, depth, radius, steps)
    lofted([for (step = steps) ring(width - 2 * step[0], depth - 2 * step[0], radius - step[0], step[1])]);

// A rounded block with a fillet around its foot.
module filleted(width, depth, radius, fillet, height, slices = 6)
    stepped(width, depth, radius, concat(
        [for (n = [0 : slices]) [fillet * (1 - sin(90 * n / slices)), fillet * (1 - cos(90 * n / slices))]],
        [[0, height]]));

module corners(width, depth)
    for (x = [-width / 2, width / 2], y = [-depth / 2, depth / 2]) translate([x, y, 0]) children();
