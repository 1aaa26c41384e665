hole = 3;

linear_extrude(3) difference() {
    square(110, center = true);
    for (x = [0 : 19], y = [0 : 19]) translate([(x - 9.5) * 5, (y - 9.5) * 5]) circle(d = hole, $fn = 32);
}
