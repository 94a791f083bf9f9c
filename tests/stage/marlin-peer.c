/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "core/ins-number.h"
#include "marlin-peer.h"

#define STEPS_A_QUESTION 32 /* less than would be taken for a jump */

static const char identity[] =
    "FIRMWARE_NAME:Marlin 2.1.2 (Dec 17 2022 10:00:00) SOURCE_CODE_URL:x PROTOCOL_VERSION:1.0\n"
    "Cap:EMERGENCY_PARSER:1\nCap:AUTOREPORT_POS:1\n";
static const char settings[] = "echo:  M92 X80.00 Y80.00 Z80.00 E93.00\n"
                               "echo:  M203 X100.00 Y100.00 Z10.00 E25.00\n"
                               "echo:  M201 X1000.00 Y1000.00 Z100.00 E10000.00\n"
                               "echo:  M204 P500.00 R1000.00 T500.00\n";
static const char endstops[] =
    "echo:Soft endstops: ON  Min: X0.00 Y0.00 Z0.00  Max: X200.00 Y200.00 Z100.00\n";

static void
send_ok_locked (MarlinPeer *self)
{
  peer_end_send_locked (&self->wire, self->garble_oks > 0 ? "k\n" : "ok\n");
  self->garble_oks -= self->garble_oks > 0;
}

/* Motion goes on from question to question, so that no test waits for a clock. */
static void
advance_locked (MarlinPeer *self)
{
  for (guint axis = 0; axis < INS_N_AXES && !self->runs_forever; axis++)
    self->here[axis] += CLAMP (self->end[axis] - self->here[axis], -STEPS_A_QUESTION,
                               STEPS_A_QUESTION);
}

static void
send_position_locked (MarlinPeer *self, gboolean is_real)
{
  g_autoptr (GString) line = g_string_new (NULL);
  const int *steps = is_real ? self->here : self->end;

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      double mm = (double)steps[axis] / MARLIN_PEER_STEPS + self->offset_mm;
      g_autofree char *number = ins_number_format_fixed (mm, 2);

      g_string_append_printf (line, "%s%c:%s", axis > 0 ? " " : "", INS_AXIS_LETTERS[axis], number);
    }
  g_string_append_printf (line, "%s Count %c:%d %c:%d %c:%d\n", self->extruder, self->motors[0],
                          steps[0], self->motors[1], steps[1], self->motors[2], steps[2]);
  if (self->garble_positions > 0)
    {
      self->garble_positions--;
      g_string_erase (line, 2, 1); /* the first digit */
    }
  peer_end_send_locked (&self->wire, line->str);
}

static void
take_move_locked (MarlinPeer *self, const char *text)
{
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      const char *found = strchr (text, INS_AXIS_LETTERS[axis]);

      if (found != NULL)
        self->end[axis] = (int)lround ((g_ascii_strtod (found + 1, NULL) - self->offset_mm) *
                                       MARLIN_PEER_STEPS);
    }
  self->end[INS_AXIS_X] = MIN (self->end[INS_AXIS_X], self->longest_x);
  if (self->complaint != NULL)
    peer_end_send_locked (&self->wire, self->complaint);
  self->complaint = NULL;
  if (self->swallow_moves > 0)
    self->garble_oks++;
  self->swallow_moves -= self->swallow_moves > 0;
  send_ok_locked (self);
}

/* "N5 G1 X10*99": as queue.cpp does it, but the checksum is believed. */
static void
take_numbered_locked (MarlinPeer *self, const char *line)
{
  int number = (int)g_ascii_strtoll (line + 1, NULL, 10);
  g_autofree char *text = g_strndup (strchr (line, ' ') + 1, strcspn (strchr (line, ' ') + 1, "*"));
  g_autofree char *refusal = NULL;

  if (number == self->last_number + 1 && self->refuse_moves == 0)
    {
      self->last_number = number;
      take_move_locked (self, text);
      return;
    }
  refusal = g_strdup_printf ("Error:%s, Last Line: %d\nResend: %d\nok\n",
                             self->refuse_moves > 0 ? "checksum mismatch"
                                                    : "Line Number is not Last Line Number+1",
                             self->last_number, self->last_number + 1);
  self->refuse_moves -= self->refuse_moves > 0;
  peer_end_send_locked (&self->wire, refusal);
}

static void
stop_locked (MarlinPeer *self)
{
  if (self->lost_stops > 0)
    {
      self->lost_stops--;
      return;
    }
  memcpy (self->end, self->here, sizeof self->end);
  peer_end_send_locked (&self->wire, "ok\nok\n"); /* without the second of silence */
}

static void
take_line_locked (MarlinPeer *self, const char *line)
{
  if (*line == '\0' || self->is_halted)
    return;
  if (*line == 'N')
    {
      take_numbered_locked (self, line);
      return;
    }
  if (g_str_equal (line, "M410"))
    {
      stop_locked (self);
      return;
    }
  if (g_str_equal (line, "M400") && self->keeps_m400)
    {
      peer_end_send_locked (&self->wire, "echo:busy: processing\n");
      return;
    }
  if (g_str_has_prefix (line, "G28"))
    return; /* the test ends it */
  if (self->unknown != NULL && g_str_has_prefix (line, self->unknown))
    peer_end_send_locked (&self->wire, "echo:Unknown command: \"?\"\n");
  else if (g_str_has_prefix (line, "M114"))
    {
      send_position_locked (self, self->is_realtime && strchr (line, 'R') != NULL);
      if (strchr (line, 'R') != NULL)
        advance_locked (self);
    }
  else if (g_str_equal (line, "M115"))
    peer_end_send_locked (&self->wire, self->identity);
  else if (g_str_equal (line, "M503"))
    {
      peer_end_send_locked (&self->wire, self->spoiled_settings != NULL ? self->spoiled_settings
                                                                        : self->settings);
      self->spoiled_settings = NULL;
    }
  else if (g_str_equal (line, "M211"))
    peer_end_send_locked (&self->wire, self->endstops);
  else if (g_str_equal (line, "M110 N0"))
    self->last_number = 0;
  else if (g_str_equal (line, "M400"))
    memcpy (self->here, self->end, sizeof self->here);
  send_ok_locked (self);
}

static void
on_byte (gpointer peer, char byte)
{
  MarlinPeer *self = peer;

  g_string_append_c (self->wire.received, byte);
  if (byte != '\n')
    {
      g_string_append_c (self->line, byte);
      return;
    }
  take_line_locked (self, self->line->str);
  g_string_truncate (self->line, 0);
}

static gpointer
worker_main (gpointer data)
{
  MarlinPeer *self = data;

  peer_end_serve (&self->wire, on_byte, self);

  return NULL;
}

MarlinPeer *
marlin_peer_new (InsTransport *transport)
{
  MarlinPeer *self = g_new0 (MarlinPeer, 1);

  peer_end_init (&self->wire, transport);
  self->line = g_string_new (NULL);
  self->longest_x = G_MAXINT;
  self->is_realtime = TRUE;
  self->extruder = " E:-77.13";
  self->motors = "XYZ";
  self->identity = identity;
  self->settings = settings;
  self->endstops = endstops;

  return self;
}

void
marlin_peer_start (MarlinPeer *self)
{
  self->wire.thread = g_thread_new ("marlin-peer", worker_main, self);
}

void
marlin_peer_free (MarlinPeer *self)
{
  peer_end_clear (&self->wire);
  g_string_free (self->line, TRUE);
  g_free (self);
}
