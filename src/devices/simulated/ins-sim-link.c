/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "core/ins-error.h"
#include "devices/simulated/ins-sim-link.h"

#define STALL_LOW_S 0.05
#define STALL_HIGH_S 0.2
#define NAMED_BAUD 115200.0

static const struct
{
  const char *name;
  double latency_ms, jitter_ms;
  InsSimLink link;
} named[] = {
  { "a", 0.5, 0.0, { 0 } },
  { "b", 5.0, 3.0, { 0 } },
  { "c", 0.5, 0.0, { .request_ms = 5.0, .request_jitter_ms = 3.0 } },
  { "d", 1.0, 0.0, { .reply_exponential_ms = 2.0 } },
  { "e", 0.5, 0.0, { .timer_ms = 16.0 } },
  { "f1", 0.5, 0.0, { .frame_ms = 20.0 } },
  { "f2", 0.5, 0.0, { .frame_ms = 20.0, .stale = TRUE } },
  { "g", 5.0, 3.0, { .stall_percent = 2.0 } },
  { "h", 1.0, 3.0, { .request_ms = 1.0, .request_jitter_ms = 3.0 } },
};

static gboolean
use_named (InsSimLink *self,
           const char *name,
           double *latency_ms,
           double *jitter_ms,
           double *baud,
           GError **error)
{
  g_autoptr (GString) known = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (named); i++)
    {
      if (g_str_equal (name, named[i].name))
        {
          *self = named[i].link;
          *latency_ms = named[i].latency_ms;
          *jitter_ms = named[i].jitter_ms;
          *baud = NAMED_BAUD;
          return TRUE;
        }
      g_string_append_printf (known, "%s%s", i > 0 ? ", " : "", named[i].name);
    }
  g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_URI,
               _ ("The simulated stage has no link “%s”. Known ones: %s."), name, known->str);

  return FALSE;
}

gboolean
ins_sim_link_read (InsSimLink *self,
                   const InsUri *uri,
                   double *latency_ms,
                   double *jitter_ms,
                   double *baud,
                   GError **error)
{
  const char *name = ins_uri_get_text (uri, "link");
  double stale;

  if (name != NULL && !use_named (self, name, latency_ms, jitter_ms, baud, error))
    return FALSE;
  stale = self->stale ? 1.0 : 0.0;
  if (!ins_uri_get_number (uri, "request_ms", 0, 1000, &self->request_ms, error) ||
      !ins_uri_get_number (uri, "request_jitter_ms", 0, 1000, &self->request_jitter_ms, error) ||
      !ins_uri_get_number (uri, "exponential_ms", 0, 1000, &self->reply_exponential_ms, error) ||
      !ins_uri_get_number (uri, "timer_ms", 0, 255, &self->timer_ms, error) ||
      !ins_uri_get_number (uri, "frame_ms", 0, 1000, &self->frame_ms, error) ||
      !ins_uri_get_number (uri, "stale", 0, 1, &stale, error) ||
      !ins_uri_get_number (uri, "stall_percent", 0, 100, &self->stall_percent, error))
    return FALSE;
  self->stale = stale > 0.5;

  return TRUE;
}

gboolean
ins_sim_link_delays_requests (const InsSimLink *self)
{
  return self->request_ms > 0.0 || self->request_jitter_ms > 0.0 || self->stall_percent > 0.0 ||
         (self->frame_ms > 0.0 && !self->stale);
}

/* Half of the stalls on either way. */
static double
draw_stall_s (const InsSimLink *self, GRand *random)
{
  if (self->stall_percent <= 0.0 || 200.0 * g_rand_double (random) >= self->stall_percent)
    return 0.0;

  return g_rand_double_range (random, STALL_LOW_S, STALL_HIGH_S);
}

/* The next whole one. */
static double
round_up_s (double time_s, double grain_ms)
{
  double grain_s = 1e-3 * grain_ms;

  return grain_s > 0.0 ? ceil (time_s / grain_s) * grain_s : time_s;
}

double
ins_sim_link_get_request_s (const InsSimLink *self, GRand *random, double now_s)
{
  double delay_s = 1e-3 * self->request_ms;

  if (self->request_jitter_ms > 0.0)
    delay_s += 1e-3 * self->request_jitter_ms * g_rand_double (random);
  delay_s += draw_stall_s (self, random);

  return round_up_s (now_s + delay_s, self->stale ? 0.0 : self->frame_ms);
}

double
ins_sim_link_get_reply_delay_s (const InsSimLink *self, GRand *random)
{
  double delay_s = draw_stall_s (self, random);

  if (self->reply_exponential_ms > 0.0)
    delay_s -= 1e-3 * self->reply_exponential_ms * log (1.0 - g_rand_double (random));

  return delay_s;
}

double
ins_sim_link_get_handed_s (const InsSimLink *self, double due_s)
{
  return round_up_s (due_s, self->timer_ms);
}

double
ins_sim_link_get_taken_s (const InsSimLink *self, double now_s)
{
  double frame_s = 1e-3 * self->frame_ms;

  return self->stale && frame_s > 0.0 ? floor (now_s / frame_s) * frame_s : now_s;
}
