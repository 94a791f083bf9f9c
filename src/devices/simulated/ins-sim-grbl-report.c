/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "core/ins-number.h"
#include "devices/simulated/ins-sim-grbl-private.h"

/* Grbl 1.1 config.h: REPORT_WCO_REFRESH_* and REPORT_OVR_REFRESH_* */
#define WCO_REFRESH_BUSY 30
#define WCO_REFRESH_IDLE 10
#define OVERRIDE_REFRESH_BUSY 20
#define OVERRIDE_REFRESH_IDLE 10

#define MM_PER_INCH 25.4

/* $10: Grbl has the first two, grblHAL all (grblHAL/core settings.h) */
#define FIELD_MACHINE_POSITION (1u << 0)
#define FIELD_BUFFER (1u << 1)
#define FIELD_SPEED (1u << 3)
#define FIELD_PINS (1u << 4)
#define FIELD_OFFSET (1u << 5)
#define FIELD_OVERRIDES (1u << 6)
#define FIELD_ALARM_SUBSTATE (1u << 10)
#define ALWAYS_ON_GRBL (FIELD_SPEED | FIELD_PINS | FIELD_OFFSET | FIELD_OVERRIDES)

static void
append_position (InsSimGrbl *self, GString *text, const double mm[INS_N_AXES])
{
  gboolean inches = ins_sim_grbl_settings_get (&self->settings, 13) > 0.0;

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      double value = inches ? mm[axis] / MM_PER_INCH : mm[axis];
      g_autofree char *number = ins_number_format_fixed (value, inches ? 4 : 3);

      g_string_append_printf (text, "%s%s", axis > 0 ? "," : "", number);
    }
}

static const char *
state_word (InsSimGrbl *self)
{
  switch (self->state)
    {
    case STATE_IDLE:
      return "Idle";
    case STATE_RUN:
      return "Run";
    case STATE_HOLD:
      if (self->door)
        return isfinite (ins_sim_motion_next_event_s (self->motion)) ? "Door:2" : "Door:0";
      return isfinite (ins_sim_motion_next_event_s (self->motion)) ? "Hold:1" : "Hold:0";
    case STATE_JOG:
      return "Jog";
    case STATE_HOME:
      return "Home";
    case STATE_ALARM:
      return "Alarm"; /* with the number behind it, where grblHAL is asked for it */
    default:
      g_return_val_if_reached ("Idle");
    }
}

/* In turn, as Grbl's report_realtime_status() has it: WCO first, overrides one report later. */
static void
append_round_robin (InsSimGrbl *self, GString *text, guint mask)
{
  gboolean busy = self->state != STATE_IDLE && self->state != STATE_ALARM;

  if (self->wco_countdown > 0)
    self->wco_countdown--;
  else
    {
      static const double wco_mm[INS_N_AXES] = { INS_SIM_GRBL_WCO_MM, INS_SIM_GRBL_WCO_MM,
                                                 INS_SIM_GRBL_WCO_MM };

      self->wco_countdown = (busy ? WCO_REFRESH_BUSY : WCO_REFRESH_IDLE) - 1;
      if (self->override_countdown == 0 && !self->full_report)
        self->override_countdown = 1;
      if (mask & FIELD_OFFSET)
        {
          g_string_append (text, "|WCO:");
          append_position (self, text, wco_mm);
        }
    }

  if (self->override_countdown > 0)
    self->override_countdown--;
  else
    {
      self->override_countdown = (busy ? OVERRIDE_REFRESH_BUSY : OVERRIDE_REFRESH_IDLE) - 1;
      if (mask & FIELD_OVERRIDES)
        g_string_append (text, "|Ov:100,100,100");
      if (self->is_hal)
        g_string_append (text, "|A:|TLR:0");
    }
  if (self->full_report)
    g_string_append (text, self->homed ? "|H:1,7" : "|H:0,0");
  self->full_report = FALSE;
}

static guint
get_fields (InsSimGrbl *self)
{
  guint mask = (guint)ins_sim_grbl_settings_get (&self->settings, 10);

  return self->is_hal ? mask : (mask & (FIELD_MACHINE_POSITION | FIELD_BUFFER)) | ALWAYS_ON_GRBL;
}

/* grblHAL keeps one byte of its buffer free. */
static void
append_buffer (InsSimGrbl *self, GString *text)
{
  guint n_blocks = ins_sim_grbl_get_n_blocks (self);
  guint n_free = ins_sim_grbl_get_rx_size (self) - (self->is_hal ? 1 : 0);

  g_string_append_printf (text, "|Bf:%u,%u",
                          n_blocks - MIN (ins_sim_motion_get_n_blocks (self->motion), n_blocks),
                          n_free - MIN (self->n_rx, n_free));
}

void
ins_sim_grbl_send_status (InsSimGrbl *self, double now_s)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint mask = get_fields (self);
  double feed = 60.0 * ins_sim_motion_get_speed (self->motion, now_s);
  InsPosition position;

  /* at rest there is nothing older */
  ins_sim_grbl_get_position (self,
                             self->state == STATE_RUN || self->state == STATE_JOG
                                 ? ins_sim_link_get_taken_s (&self->parent.config.link, now_s)
                                 : now_s,
                             &position);
  if (mask & FIELD_MACHINE_POSITION)
    for (guint axis = 0; axis < INS_N_AXES; axis++)
      position.mm[axis] += INS_SIM_GRBL_WCO_MM;

  g_string_append_printf (text, "<%s", state_word (self));
  if (self->state == STATE_ALARM && (mask & FIELD_ALARM_SUBSTATE) != 0)
    g_string_append_printf (text, ":%u", self->alarm_code);
  g_string_append_printf (text, "|%s:", mask & FIELD_MACHINE_POSITION ? "MPos" : "WPos");
  append_position (self, text, position.mm);
  if (mask & FIELD_BUFFER)
    append_buffer (self, text);
  if (mask & FIELD_SPEED)
    g_string_append_printf (text, "|FS:%ld,0", lround (feed));
  if (self->limit_mask != 0 && (mask & FIELD_PINS) != 0)
    {
      g_string_append (text, "|Pn:");
      for (guint axis = 0; axis < INS_N_AXES; axis++)
        if (self->limit_mask & (1u << axis))
          g_string_append_c (text, INS_AXIS_LETTERS[axis]);
    }
  append_round_robin (self, text, mask);
  g_string_append (text, ">\r\n");
  ins_sim_wire_send (self->parent.wire, text->str, now_s);
}

void
ins_sim_grbl_send_result (InsSimGrbl *self, guint error_number, double now_s)
{
  g_autofree char *text = error_number == 0 ? g_strdup ("ok\r\n")
                                            : g_strdup_printf ("error:%u\r\n", error_number);

  ins_sim_wire_send (self->parent.wire, text, now_s);
}

void
ins_sim_grbl_send_identity (InsSimGrbl *self, double now_s)
{
  ins_sim_wire_send (self->parent.wire,
                     self->is_hal ? "[VER:1.1f.20260817:]\r\n[OPT:VNML+,100,1024,3,0]\r\n"
                                    "[AXS:3:XYZ]\r\n[NEWOPT:ENUMS,RT+]\r\n[FIRMWARE:grblHAL]\r\n"
                                    "[DRIVER:Simulator]\r\n"
                                  : "[VER:1.1h.20190830:]\r\n[OPT:V,15,128]\r\n",
                     now_s);
}

void
ins_sim_grbl_send_greeting (InsSimGrbl *self, double now_s)
{
  ins_sim_wire_send (self->parent.wire,
                     self->is_hal ? "\r\nGrblHAL 1.1f ['$' or '$HELP' for help]\r\n"
                                  : "\r\nGrbl 1.1h ['$' for help]\r\n",
                     now_s);
  if (self->limit_mask != 0)
    ins_sim_wire_send (self->parent.wire, "[MSG:Check Limits]\r\n", now_s);
  if (self->state == STATE_ALARM)
    ins_sim_wire_send (self->parent.wire, "[MSG:'$H'|'$X' to unlock]\r\n", now_s);
}

void
ins_sim_grbl_send_alarm (InsSimGrbl *self, guint number, double now_s)
{
  g_autofree char *text = g_strdup_printf ("ALARM:%u\r\n", number);

  ins_sim_wire_send (self->parent.wire, text, now_s);
  if (self->critical)
    ins_sim_wire_send (self->parent.wire, "[MSG:Reset to continue]\r\n", now_s);
}

void
ins_sim_grbl_send_settings (InsSimGrbl *self, double now_s)
{
  g_autoptr (GString) text = g_string_new (NULL);

  ins_sim_grbl_settings_print (&self->settings, text);
  if (self->is_hal) /* it also has texts, and numbers beyond 255 */
    g_string_append (text, "$300=grblHAL\r\n$341=0\r\n");
  ins_sim_wire_send (self->parent.wire, text->str, now_s);
}

void
ins_sim_grbl_send_parser_state (InsSimGrbl *self, double now_s)
{
  g_autofree char *text = g_strdup_printf ("[GC:G%d G54 G17 G%d G%d G94 M5 M9 T0 F%ld S0]\r\n",
                                           self->modal_motion, self->modal_units,
                                           self->modal_distance, lround (self->feed_mm_min));

  ins_sim_wire_send (self->parent.wire, text, now_s);
}

void
ins_sim_grbl_send_offsets (InsSimGrbl *self, double now_s)
{
  static const char *const names[] = {
    "G54", "G55", "G56", "G57", "G58", "G59", "G28", "G30", "G92"
  };
  static const double zero[INS_N_AXES] = { 0.0, 0.0, 0.0 };
  static const double wco_mm[INS_N_AXES] = { INS_SIM_GRBL_WCO_MM, INS_SIM_GRBL_WCO_MM,
                                             INS_SIM_GRBL_WCO_MM };
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_string_append_printf (text, "[%s:", names[i]);
      append_position (self, text, i == 0 ? wco_mm : zero);
      g_string_append (text, "]\r\n");
    }
  g_string_append (text, "[TLO:0.000]\r\n[PRB:0.000,0.000,0.000:0]\r\n");
  ins_sim_wire_send (self->parent.wire, text->str, now_s);
}
