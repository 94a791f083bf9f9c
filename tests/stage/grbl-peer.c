/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "core/ins-clock.h"
#include "core/ins-number.h"
#include "grbl-peer.h"

#define GREETING "\r\nGrbl 1.1h ['$' for help]\r\n"

static const char settings[] =
    "$10=1\r\n$13=0\r\n$20=1\r\n$22=1\r\n$23=0\r\n$24=600.000\r\n$25=6000.000\r\n"
    "$100=1000.000\r\n$101=1000.000\r\n$102=1000.000\r\n$110=6000.000\r\n$111=6000.000\r\n"
    "$112=600.000\r\n$120=500.000\r\n$121=500.000\r\n$122=500.000\r\n$130=200.000\r\n"
    "$131=200.000\r\n$132=100.000\r\n";

static gboolean
is_state (GrblPeer *self, const char *state)
{
  return g_str_has_prefix (self->state, state);
}

static void
set_state (GrblPeer *self, const char *state)
{
  g_strlcpy (self->state, state, sizeof self->state);
}

static char *
format_position (const InsPosition *position)
{
  g_autofree char *x = ins_number_format_fixed (position->mm[0], 3);
  g_autofree char *y = ins_number_format_fixed (position->mm[1], 3);
  g_autofree char *z = ins_number_format_fixed (position->mm[2], 3);

  return g_strdup_printf ("%s,%s,%s", x, y, z);
}

/* Motion and deceleration go on from report to report, so that no test waits for a clock. */
static void
advance_locked (GrblPeer *self)
{
  if ((is_state (self, "Run") || is_state (self, "Jog")) && self->run_left != G_MAXUINT &&
      self->run_left-- == 0)
    {
      self->position = self->end;
      set_state (self, "Idle");
    }
  else if (is_state (self, "Hold:1"))
    set_state (self, "Hold:0");
}

static void
report_locked (GrblPeer *self, const char *more)
{
  g_autofree char *position = format_position (&self->position);
  g_autofree char *wco = format_position (&self->wco);
  g_autofree char *line = NULL;

  if (self->garble_reports > 0)
    {
      self->garble_reports--;
      peer_end_send_locked (&self->wire, "<Id|MPos:1.0,0\x07.000,0.000>\r\n");
      return;
    }
  if (self->n_reports++ % 10 == 0)
    line = g_strdup_printf ("<%s|MPos:%s|FS:0,0|WCO:%s%s>\r\n", self->state, position, wco, more);
  else
    line = g_strdup_printf ("<%s|MPos:%s|FS:0,0%s>\r\n", self->state, position, more);
  if (self->lost_digits > 0)
    {
      char *digit = strpbrk (line, "0123456789");

      self->lost_digits--;
      memmove (digit, digit + 1, strlen (digit));
    }
  peer_end_send_locked (&self->wire, line);
  advance_locked (self);
}

static void
reset_locked (GrblPeer *self)
{
  gboolean was_moving = is_state (self, "Run") || is_state (self, "Jog") ||
                        is_state (self, "Hold:1");

  self->is_deaf = FALSE;
  self->n_reports = 0;
  self->latched_error = 0;
  if (self->is_homing || was_moving)
    {
      peer_end_send_locked (&self->wire, self->is_homing ? "ALARM:6\r\n" : "ALARM:3\r\n");
      set_state (self, "Alarm");
    }
  else if (is_state (self, "Hold"))
    set_state (self, "Idle");
  self->is_homing = FALSE;
  peer_end_send_locked (&self->wire, GREETING);
  if (is_state (self, "Alarm"))
    peer_end_send_locked (&self->wire, "[MSG:'$H'|'$X' to unlock]\r\n");
}

static void
take_realtime_locked (GrblPeer *self, char byte)
{
  if (byte == '\x18')
    {
      reset_locked (self);
      return;
    }
  if (self->is_deaf)
    return;
  if (byte == '?')
    {
      if (self->is_homing && self->answers_homing)
        report_locked (self, "");
      else if (self->is_homing)
        self->asked_while_homing = TRUE;
      else if (!self->keeps_reports)
        report_locked (self, "");
    }
  else if (byte == '!')
    {
      if (is_state (self, "Jog"))
        set_state (self, "Idle");
      else if (is_state (self, "Run"))
        set_state (self, "Hold:1");
      else if (is_state (self, "Idle"))
        set_state (self, "Hold:0");
    }
  else if (byte == '\x87' && self->full != NULL)
    report_locked (self, self->full);
  else if (byte == '\x85' && is_state (self, "Jog"))
    set_state (self, "Idle");
}

static void
start_motion_locked (GrblPeer *self, const char *line)
{
  gboolean is_jog = line[0] == '$';

  self->end = self->position;
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      char key[3] = { ' ', INS_AXIS_LETTERS[axis], '\0' };
      const char *found = strstr (line, key);

      if (found != NULL)
        self->end.mm[axis] = g_ascii_strtod (found + 2, NULL) +
                             (is_jog ? self->position.mm[axis] : self->wco.mm[axis]);
    }
  self->run_left = self->run_reports;
  set_state (self, is_jog ? "Jog" : "Run");
}

static void
answer_locked (GrblPeer *self, guint error)
{
  if (self->has_latch && error != 0)
    self->latched_error = error;
  if (error != 0)
    {
      g_autofree char *text = g_strdup_printf ("error:%u\r\n", error);

      peer_end_send_locked (&self->wire, text);
    }
  else if (self->garble_oks > 0)
    {
      self->garble_oks--;
      peer_end_send_locked (&self->wire, "o\r\n");
    }
  else
    peer_end_send_locked (&self->wire, "ok\r\n");
}

static void
send_settings_locked (GrblPeer *self)
{
  g_autoptr (GString) list = g_string_new (settings);

  if (self->spoiled[0] != NULL)
    g_string_replace (list, "$130=200.000", self->spoiled[0], 0);
  self->spoiled[0] = self->spoiled[1];
  self->spoiled[1] = self->spoiled[2];
  self->spoiled[2] = NULL;
  peer_end_send_locked (&self->wire, list->str);
}

static void
take_line_locked (GrblPeer *self, const char *line)
{
  guint error = self->next_error;

  if (self->is_deaf || is_state (self, "Hold") || self->keeps_oks)
    return;
  self->next_error = 0;
  if (*line == '\0' || *line == '$')
    self->latched_error = 0;
  else if (self->latched_error != 0)
    error = self->latched_error;
  if (error == 0 && g_str_equal (line, "$H"))
    {
      self->is_homing = TRUE;
      if (self->answers_homing)
        set_state (self, "Home");
      return;
    }
  if (error == 0 && g_str_equal (line, "$$"))
    {
      send_settings_locked (self);
      if (self->extra != NULL)
        peer_end_send_locked (&self->wire, self->extra);
    }
  else if (error == 0 && g_str_equal (line, "$I"))
    {
      peer_end_send_locked (&self->wire, "[VER:1.1h.20190830:]\r\n[OPT:V,15,128]\r\n");
      if (self->identity != NULL)
        peer_end_send_locked (&self->wire, self->identity);
    }
  else if (error == 0 && g_str_equal (line, "$X"))
    {
      set_state (self, "Idle");
      peer_end_send_locked (&self->wire, "[MSG:Caution: Unlocked]\r\n");
    }
  else if (error == 0 && (g_str_has_prefix (line, "G90") || g_str_has_prefix (line, "$J=")))
    start_motion_locked (self, line);
  answer_locked (self, error);
}

static void
take_byte_locked (GrblPeer *self, char byte, GString *line)
{
  if (byte == '\x18')
    g_string_append (self->wire.received, "^X");
  else if (byte == '\x85')
    g_string_append (self->wire.received, "^J");
  else
    g_string_append_c (self->wire.received, byte);

  if (strchr ("?!\x18\x85\x87", byte) != NULL)
    take_realtime_locked (self, byte);
  else if (byte == '\n')
    {
      take_line_locked (self, line->str);
      g_string_truncate (line, 0);
    }
  else
    g_string_append_c (line, byte);
}

static void
on_byte (gpointer peer, char byte)
{
  GrblPeer *self = peer;

  take_byte_locked (self, byte, self->line);
}

static gpointer
worker_main (gpointer data)
{
  GrblPeer *self = data;
  double boot_s = ins_clock_now_s () + self->boot_s;

  if (self->boot_text != NULL)
    {
      guint8 swallowed[64];

      while (ins_clock_now_s () < boot_s)
        if (ins_transport_read (self->wire.transport, swallowed, sizeof swallowed, 0.01, NULL) < 0)
          return NULL;
      peer_end_send (&self->wire, self->boot_text);
    }
  peer_end_serve (&self->wire, on_byte, self);

  return NULL;
}

GrblPeer *
grbl_peer_new (InsTransport *transport)
{
  GrblPeer *self = g_new0 (GrblPeer, 1);

  peer_end_init (&self->wire, transport);
  self->line = g_string_new (NULL);
  self->run_reports = 2;
  set_state (self, "Idle");

  return self;
}

void
grbl_peer_start (GrblPeer *self)
{
  self->wire.thread = g_thread_new ("grbl-peer", worker_main, self);
}

void
grbl_peer_free (GrblPeer *self)
{
  peer_end_clear (&self->wire);
  g_string_free (self->line, TRUE);
  g_free (self);
}

void
grbl_peer_finish_homing (GrblPeer *self, guint alarm_code)
{
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->wire.lock);

  g_assert_true (self->is_homing);
  self->is_homing = FALSE;
  if (alarm_code != 0)
    {
      g_autofree char *text = g_strdup_printf ("ALARM:%u\r\n" GREETING, alarm_code);

      set_state (self, "Alarm");
      self->n_reports = 0;
      peer_end_send_locked (&self->wire, text);
      return;
    }
  self->position = (InsPosition){ { -1.0, -1.0, -1.0 } };
  if (self->asked_while_homing) /* the question that was kept comes first */
    {
      set_state (self, "Home");
      report_locked (self, "");
    }
  set_state (self, "Idle");
  peer_end_send_locked (&self->wire, "ok\r\n");
}
