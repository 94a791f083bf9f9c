/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "devices/stage/ins-gcs-stage.h"
#include "devices/transport/ins-fd-transport.h"
#include "gcs-peer.h"

#define SLICE_S 0.002
#define LATE_S 0.4
#define N_GARBLED 6
#define SPEED_MM_S 100.0

void
gcs_peer_lock (GcsPeer *self)
{
  ins_lock_acquire (&self->lock);
}

void
gcs_peer_unlock (GcsPeer *self)
{
  ins_lock_release (&self->lock);
}

static void
note (GcsPeer *self, guint8 byte)
{
  if (byte < ' ' && byte != '\n')
    g_string_append_printf (self->received, "^%c", '@' + byte);
  else
    g_string_append_c (self->received, (char)byte);
}

static gboolean
starts_with (GString *line, const char *prefix)
{
  return prefix != NULL && strncmp (line->str, prefix, strlen (prefix)) == 0;
}

/* Lines go to the emulator whole, so that one of them can be kept from it. */
static void
take (GcsPeer *self, GString *line, guint8 byte)
{
  double now_s = ins_clock_now_s ();

  note (self, byte);
  if (byte < ' ' && byte != '\n')
    {
      ins_sim_controller_input (self->controller, &byte, 1, now_s);
      return;
    }
  g_string_append_c (line, (char)byte);
  if (byte != '\n')
    return;
  if (self->next_error != 0 && strcmp (line->str, "ERR?\n") == 0)
    {
      g_autofree char *answer = g_strdup_printf ("%d\n", self->next_error);

      self->next_error = 0;
      (void)!ins_transport_write (self->far_end, (const guint8 *)answer, strlen (answer), NULL);
    }
  else if (self->deaf_error != 0 && starts_with (line, self->deaf_to))
    self->next_error = self->deaf_error;
  else
    {
      const char *text = starts_with (line, self->deaf_to) ? "XYZ\n" : line->str;

      if (starts_with (line, self->garble_from))
        {
          self->garble_from = NULL;
          self->n_garbled = N_GARBLED;
        }
      self->loses_digit |= starts_with (line, self->lose_digit_of);
      if (self->loses_digit)
        self->lose_digit_of = NULL;

      ins_sim_controller_input (self->controller, (const guint8 *)text, strlen (text), now_s);
    }
  g_string_truncate (line, 0);
}

/* The first one behind the sign, as "1=225.0" becomes "1=25.0". */
static gsize
lose_digit (guint8 *bytes, gsize n)
{
  guint8 *digit = memchr (bytes, '=', n);

  g_assert_nonnull (digit);
  for (digit++; !g_ascii_isdigit (*digit);)
    digit++;
  memmove (digit, digit + 1, n - (gsize)(digit + 1 - bytes));

  return n - 1;
}

static void
answer (GcsPeer *self)
{
  guint8 bytes[256];
  gsize n = ins_sim_controller_output (self->controller, ins_clock_now_s (), bytes, sizeof bytes);

  if (n == 0)
    return;
  if (self->n_garbled > 0)
    {
      self->n_garbled--;
      memset (bytes, '~' - (int)self->n_garbled, MIN (n - 1, 3)); /* never twice the same */
    }
  if (self->loses_digit)
    {
      self->loses_digit = FALSE;
      n = lose_digit (bytes, n);
    }
  if (self->n_late > 0)
    {
      self->n_late--;
      ins_clock_sleep_s (LATE_S);
    }
  (void)!ins_transport_write (self->far_end, bytes, n, NULL);
}

static gpointer
peer_main (gpointer data)
{
  GcsPeer *self = data;
  g_autoptr (GString) line = g_string_new (NULL);

  for (gboolean quit = FALSE; !quit;)
    {
      guint8 bytes[256];
      gssize n = ins_transport_read (self->far_end, bytes, sizeof bytes, SLICE_S, NULL);

      if (n < 0)
        break;
      gcs_peer_lock (self);
      for (gssize i = 0; i < n; i++)
        take (self, line, bytes[i]);
      answer (self);
      quit = self->quit;
      gcs_peer_unlock (self);
    }

  return NULL;
}

GcsPeer *
gcs_peer_new (const char *variant, const char *options, const char *before)
{
  GcsPeer *self = g_new0 (GcsPeer, 1);
  g_autoptr (InsTransport) near_end = NULL;
  g_autofree char *address = g_strdup_printf ("pi-gcs:test%s%s", *options != '\0' ? "?" : "",
                                              options);
  g_autoptr (InsUri) uri = ins_uri_parse (address, NULL);
  InsStageOptions parsed;
  InsSimConfig config;

  ins_sim_config_init (&config);
  config.maximum_speed_mm_s = SPEED_MM_S;
  config.acceleration_mm_s2 = 1000.0;
  g_strlcpy (config.variant, variant, sizeof config.variant);
  self->bench = ins_sim_bench_new ();
  self->controller = ins_sim_controller_new ("pi-gcs", &config, self->bench, NULL);
  g_assert_nonnull (self->controller);
  ins_sim_controller_connect (self->controller, ins_clock_now_s ());
  ins_sim_controller_input (self->controller, (const guint8 *)before, strlen (before),
                            ins_clock_now_s ());
  self->received = g_string_new (NULL);
  ins_lock_init (&self->lock);

  g_assert_true (ins_stage_options_parse (&parsed, uri, NULL));
  ins_fd_transport_new_loopback (&near_end, &self->far_end);
  g_assert_true (ins_transport_open (self->far_end, NULL));
  self->stage = ins_gcs_stage_new (near_end, &parsed);
  self->thread = g_thread_new ("gcs-peer", peer_main, self);

  return self;
}

void
gcs_peer_free (GcsPeer *self)
{
  g_object_unref (self->stage);
  gcs_peer_lock (self);
  self->quit = TRUE;
  gcs_peer_unlock (self);
  g_thread_join (self->thread);
  ins_sim_controller_free (self->controller);
  ins_sim_bench_unref (self->bench);
  g_object_unref (self->far_end);
  g_string_free (self->received, TRUE);
  ins_lock_clear (&self->lock);
  g_free (self);
}

gboolean
gcs_peer_try_move (GcsPeer *self, double x, double y, double z, GError **error)
{
  const InsPosition target = { { x, y, z } };

  return ins_stage_move (self->stage, &target, SPEED_MM_S, error);
}

gboolean
gcs_peer_has (GcsPeer *self, const char *bytes)
{
  gboolean has;

  gcs_peer_lock (self);
  has = strstr (self->received->str, bytes) != NULL;
  gcs_peer_unlock (self);

  return has;
}

void
gcs_peer_forget (GcsPeer *self)
{
  gcs_peer_lock (self);
  g_string_truncate (self->received, 0);
  gcs_peer_unlock (self);
}
