/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <math.h>
#include <time.h>

#include "core/ins-clock.h"
#include "fake-comedi-card.h"

#define MAX_EVENTS 32
#define ORIGIN_S 1000.0 /* what ins_clock_now_s() says at time 0 */

typedef struct
{
  double ns;
  FakeEvent function;
  FakeCard *card;
} Event;

static double now_ns;
static gboolean is_real;
static double real_origin_s;
static Event events[MAX_EVENTS];
static guint n_events;

double __real_ins_clock_now_s (void);
double __wrap_ins_clock_now_s (void);
void __real_ins_clock_sleep_s (double seconds);
void __wrap_ins_clock_sleep_s (double seconds);
void __wrap_ins_clock_sleep_until_s (double time_s);

void
fake_time_reset (void)
{
  now_ns = 0.0;
  is_real = FALSE;
  n_events = 0;
}

gboolean
fake_time_is_real (void)
{
  return is_real;
}

double
fake_comedi_now_ns (void)
{
  FAKE_ENTER_QUIETLY ();

  return is_real ? (__real_ins_clock_now_s () - real_origin_s) * 1e9 : now_ns;
}

void
fake_comedi_set_real_time (gboolean becomes_real)
{
  FAKE_ENTER ();

  if (becomes_real)
    real_origin_s = __real_ins_clock_now_s () - now_ns * 1e-9;
  else
    now_ns = fake_comedi_now_ns ();
  is_real = becomes_real;
}

void
fake_comedi_at (double ns, FakeEvent function, FakeCard *card)
{
  FAKE_ENTER ();

  g_assert_cmpuint (n_events, <, MAX_EVENTS);
  events[n_events++] = (Event){ ns, function, card };
}

double
fake_time_get_next_event_ns (void)
{
  double next_ns = (double)INFINITY;

  for (guint i = 0; i < n_events; i++)
    next_ns = fmin (next_ns, events[i].ns);

  return next_ns;
}

void
fake_time_run_events (void)
{
  for (guint i = 0; i < n_events;)
    if (events[i].ns <= fake_comedi_now_ns ())
      {
        Event event = events[i];

        events[i] = events[--n_events];
        event.function (event.card);
      }
    else
      i++;
}

void
fake_time_set (double ns)
{
  g_return_if_fail (!is_real);

  /* what happens in between finds the cards as they were then */
  while (fake_time_get_next_event_ns () <= ns)
    {
      now_ns = fmax (now_ns, fake_time_get_next_event_ns ());
      fake_run_cards ();
      fake_time_run_events ();
    }
  now_ns = fmax (now_ns, ns);
  fake_run_cards ();
}

void
fake_comedi_advance (double ns)
{
  FAKE_ENTER ();

  fake_time_set (now_ns + ns);
}

/* --- the program's clock -------------------------------------------------------------------- */

double
__wrap_ins_clock_now_s (void)
{
  FAKE_ENTER_QUIETLY ();

  return is_real ? __real_ins_clock_now_s () : ORIGIN_S + now_ns * 1e-9;
}

void
__wrap_ins_clock_sleep_s (double seconds)
{
  if (is_real)
    __real_ins_clock_sleep_s (seconds);
  else if (seconds > 0.0)
    fake_comedi_advance (seconds * 1e9);
}

void
__wrap_ins_clock_sleep_until_s (double time_s)
{
  __wrap_ins_clock_sleep_s (time_s - __wrap_ins_clock_now_s ());
}
