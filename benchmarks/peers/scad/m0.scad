include <common.scad>
width = 40; depth = 30; height = 10; hole = 8;

linear_extrude(height) difference() {
    square([width, depth], center = true);
    circle(d = hole);
}
