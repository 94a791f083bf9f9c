/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "core/ins-number.h"
#include "devices/simulated/ins-sim-marlin-private.h"

void
ins_sim_marlin_send (InsSimMarlin *self, const char *text, double now_s)
{
  ins_sim_wire_send (self->parent.wire, text, now_s);
}

/* "ok N1 P15 B3": line, free blocks, free command slots */
void
ins_sim_marlin_send_ok (InsSimMarlin *self, double now_s)
{
  g_autoptr (GString) text = g_string_new ("ok");

  if (self->has_advanced_ok)
    {
      if (self->ok_number >= 0)
        g_string_append_printf (text, " N%d", self->ok_number);
      g_string_append_printf (
          text, " P%u B%u",
          INS_SIM_MOTION_N_BLOCKS -
              MIN (ins_sim_motion_get_n_blocks (self->motion), INS_SIM_MOTION_N_BLOCKS),
          INS_SIM_MARLIN_N_COMMANDS - 1);
    }
  g_string_append_c (text, '\n');
  ins_sim_marlin_send (self, text->str, now_s);
}

static void
append_number (GString *text, const char *prefix, double value)
{
  g_autofree char *number = ins_number_format_fixed (value, 2);

  g_string_append_printf (text, "%s%s", prefix, number);
}

/* report_current_position_projected(), and with M114_REALTIME report_real_position(). */
void
ins_sim_marlin_send_position (InsSimMarlin *self, gboolean is_real, double now_s)
{
  static const char *const words[INS_N_AXES] = { "X:", " Y:", " Z:" };
  g_autoptr (GString) text = g_string_new (NULL);
  InsPosition shown = self->target;

  if (is_real)
    ins_sim_motion_get_position (self->motion, now_s, &shown);
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      double steps = self->steps_per_mm.mm[axis];

      if (is_real)
        shown.mm[axis] = round ((shown.mm[axis] + self->offset.mm[axis]) * steps) / steps;
      append_number (text, words[axis], shown.mm[axis]);
    }
  append_number (text, " E:", self->extruder_mm);
  g_string_append (text, " Count");
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    g_string_append_printf (text, " %c:%ld", INS_AXIS_LETTERS[axis],
                            lround (shown.mm[axis] * self->steps_per_mm.mm[axis]));
  g_string_append_c (text, '\n');
  ins_sim_marlin_send (self, text->str, now_s);
}

void
ins_sim_marlin_send_identity (InsSimMarlin *self, double now_s)
{
  g_autofree char *text = g_strdup_printf (
      "FIRMWARE_NAME:Marlin bugfix-2.1.x (Jan  1 2023 12:00:00) "
      "SOURCE_CODE_URL:github.com/MarlinFirmware/Marlin PROTOCOL_VERSION:1.0 "
      "MACHINE_TYPE:3D Printer EXTRUDER_COUNT:1 UUID:cede2a2f-41a2-4748-9b12-c55c62f367ff\n"
      "Cap:SERIAL_XON_XOFF:0\nCap:EEPROM:0\nCap:AUTOREPORT_POS:0\nCap:AUTOREPORT_TEMP:1\n"
      "Cap:EMERGENCY_PARSER:%d\nCap:ARCS:1\n",
      self->has_parser ? 1 : 0);

  ins_sim_marlin_send (self, text, now_s);
}

static void
append_triple (GString *text, const char *command, const InsPosition *values, const char *rest)
{
  g_string_append_printf (text, "echo:  %s", command);
  append_number (text, " X", values->mm[INS_AXIS_X]);
  append_number (text, " Y", values->mm[INS_AXIS_Y]);
  append_number (text, " Z", values->mm[INS_AXIS_Z]);
  g_string_append_printf (text, "%s\n", rest);
}

void
ins_sim_marlin_send_settings (InsSimMarlin *self, double now_s)
{
  g_autoptr (GString) text = g_string_new ("echo:; Linear Units:\necho:  G21 ; (mm)\n"
                                           "echo:; Steps per unit:\n");

  append_triple (text, "M92", &self->steps_per_mm, " E500.00");
  g_string_append (text, "echo:; Max feedrates (units/s):\n");
  append_triple (text, "M203", &self->maximum_speed, " E25.00");
  g_string_append (text, "echo:; Max Acceleration (units/s2):\n");
  append_triple (text, "M201", &self->acceleration, " E10000.00");
  g_string_append (text, "echo:; Acceleration (units/s2) (P<print-accel> R<retract-accel> "
                         "T<travel-accel>):\necho:  M204 P3000.00 R3000.00");
  append_number (text, " T", self->travel_acceleration);
  g_string_append (text, "\necho:; Home offset:\necho:  M206 X0.00 Y0.00 Z0.00\n");
  ins_sim_marlin_send (self, text->str, now_s);
}

/* M119 */
void
ins_sim_marlin_send_endstops (InsSimMarlin *self, double now_s)
{
  InsPosition position;
  g_autoptr (GString) text = g_string_new ("Reporting endstop status\n");

  ins_sim_motion_get_position (self->motion, now_s, &position);
  g_string_append_printf (text, "x_min: %s\ny_min: %s\nz_max: %s\n",
                          position.mm[INS_AXIS_X] <= INS_SIM_MINIMUM_MM ? "TRIGGERED" : "open",
                          position.mm[INS_AXIS_Y] <= INS_SIM_MINIMUM_MM ? "TRIGGERED" : "open",
                          position.mm[INS_AXIS_Z] >= INS_SIM_MAXIMUM_MM ? "TRIGGERED" : "open");
  ins_sim_marlin_send (self, text->str, now_s);
}

/* M211 */
void
ins_sim_marlin_send_soft_endstops (InsSimMarlin *self, double now_s)
{
  g_autoptr (GString) text = g_string_new ("echo:Soft endstops: ");

  g_string_append (text, self->soft_endstops ? "ON  Min: " : "OFF  Min: ");
  append_number (text, "X", INS_SIM_MINIMUM_MM);
  append_number (text, " Y", INS_SIM_MINIMUM_MM);
  append_number (text, " Z", INS_SIM_MINIMUM_MM);
  append_number (text, "  Max: X", INS_SIM_MAXIMUM_MM);
  append_number (text, " Y", INS_SIM_MAXIMUM_MM);
  append_number (text, " Z", INS_SIM_MAXIMUM_MM);
  g_string_append_c (text, '\n');
  ins_sim_marlin_send (self, text->str, now_s);
}
