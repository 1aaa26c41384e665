"""
The slicer settings this house uses; any other is refused.

PrusaSlicer passes over a setting it does not know without a word, so a misspelt one would quietly print with
a default. A test holds this list against the installed slicer's own.
"""

# fmt: off

# May stand under [settings] in a profile file.
GIVEN = frozenset(
    {
        "bottom_fill_pattern", "bridge_acceleration", "bridge_fan_speed", "bridge_speed", "brim_type",
        "brim_width", "complete_objects", "cooling", "default_acceleration", "disable_fan_first_layers",
        "dont_support_bridges", "elefant_foot_compensation", "external_perimeter_speed",
        "external_perimeters_first", "extra_perimeters", "extrusion_multiplier", "fan_always_on",
        "fan_below_layer_time", "filament_type", "fill_density", "fill_pattern",
        "first_layer_acceleration", "first_layer_speed", "full_fan_speed_layer", "gap_fill_speed",
        "gcode_comments", "gcode_flavor", "gcode_label_objects", "gcode_resolution", "infill_anchor",
        "infill_anchor_max", "infill_overlap", "infill_speed", "machine_limits_usage",
        "machine_max_acceleration_e", "machine_max_acceleration_extruding",
        "machine_max_acceleration_retracting", "machine_max_acceleration_travel",
        "machine_max_acceleration_x", "machine_max_acceleration_y", "machine_max_acceleration_z",
        "machine_max_feedrate_e", "machine_max_feedrate_x", "machine_max_feedrate_y",
        "machine_max_feedrate_z", "machine_max_jerk_e", "machine_max_jerk_x", "machine_max_jerk_y",
        "machine_max_jerk_z", "max_fan_speed", "max_layer_height", "min_fan_speed", "min_layer_height",
        "min_print_speed", "min_skirt_length", "perimeter_acceleration", "perimeter_generator",
        "perimeter_speed", "raft_layers", "resolution", "retract_before_travel", "retract_layer_change",
        "retract_length", "retract_lift", "retract_speed", "seam_position", "skirt_distance",
        "skirt_height", "skirts", "slowdown_below_layer_time", "small_perimeter_speed",
        "solid_infill_below_area", "solid_infill_speed", "spiral_vase", "support_material",
        "support_material_auto", "thin_walls",
        "top_fill_pattern", "top_solid_infill_speed", "travel_speed", "travel_speed_z",
        "use_relative_e_distances", "wipe",
    }
)

# Written by `profile` from the facts of machine, material and quality.
MADE = frozenset(
    {
        "bed_shape", "bed_temperature", "before_layer_gcode", "bottom_solid_layers", "end_gcode",
        "external_perimeter_extrusion_width", "extrusion_width", "filament_density",
        "filament_diameter", "filament_max_volumetric_speed", "filament_settings_id",
        "first_layer_bed_temperature", "first_layer_extrusion_width", "first_layer_height",
        "first_layer_temperature", "infill_extrusion_width", "layer_height", "max_print_height",
        "nozzle_diameter", "perimeter_extrusion_width", "perimeters", "print_settings_id",
        "printer_settings_id", "solid_infill_extrusion_width", "start_gcode", "temperature",
        "top_infill_extrusion_width", "top_solid_layers",
    }
)
