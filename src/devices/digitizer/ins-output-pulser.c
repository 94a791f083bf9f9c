/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An analogue output that plays one pulse per period: a command (start by the program, a sample per
 * tick of its timer, no end) that is fed with the same few samples again and again.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "core/ins-error.h"
#include "devices/digitizer/ins-comedi-pulser-private.h"
#include "devices/digitizer/ins-comedi-ring.h"

#define HIGH_V 5.0     /* or the range's end: more might harm a trigger input */
#define HIGH_NS 20e3   /* at least, of a pulse */
#define LONGEST_S 10.0 /* period; a slower one would need a mountain of samples */
#define SHORTEST_STEP_NS 10e3
#define LONGEST_OF_SHORTEST 4 /* steps up to so many times the shortest are tried, ... */
#define MAX_STEPS_TRIED 64    /* ... at most so many of them */
#define MAX_TESTS 6
#define MIN_PATTERN_BYTES 32768 /* a write() should be worth it */
#define AHEAD_S 2.0

typedef struct
{
  InsComediPulser base;
  comedi_cmd command;
  guint chanlist[1];
  guint sample_bytes;
  gsize n_buffer; /* bytes that the driver holds */
  gsize n_ahead;  /* bytes that are to be in it */
  lsampl_t low, high;
  guint8 *pattern; /* whole periods */
  gsize n_pattern, offset;
} InsOutputPulser;

static gboolean
output_pulser_suits (comedi_t *device, guint subdevice)
{
  comedi_cmd mask = { 0 };

  return comedi_get_subdevice_type (device, subdevice) == COMEDI_SUBD_AO &&
         (comedi_get_subdevice_flags (device, subdevice) & SDF_CMD_WRITE) != 0 &&
         comedi_get_cmd_src_mask (device, subdevice, &mask) >= 0 &&
         (mask.start_src & TRIG_INT) != 0 && (mask.scan_begin_src & TRIG_TIMER) != 0 &&
         (mask.convert_src & TRIG_NOW) != 0 && (mask.stop_src & TRIG_NONE) != 0;
}

/* --- levels --------------------------------------------------------------------------------- */

/* The range with 0 V in it whose end is nearest above the wanted voltage; else the highest. */
static const comedi_range *
choose_range (comedi_t *device, guint subdevice, guint channel, guint *index)
{
  int n = comedi_get_n_ranges (device, subdevice, channel);
  const comedi_range *best = NULL;

  for (int i = 0; i < n; i++)
    {
      const comedi_range *range = comedi_get_range (device, subdevice, channel, (guint)i);

      if (range == NULL || range->unit != UNIT_volt || range->min > 0 || range->max <= 0)
        continue;
      if (best == NULL || (best->max < HIGH_V && range->max > best->max) ||
          (range->max >= HIGH_V && range->max < best->max))
        {
          best = range;
          *index = (guint)i;
        }
    }

  return best;
}

static lsampl_t
from_volts (double v, const comedi_range *range, lsampl_t maxdata)
{
  return (lsampl_t)round ((v - range->min) / (range->max - range->min) * maxdata);
}

static gboolean
choose_levels (InsOutputPulser *self,
               comedi_t *device,
               guint subdevice,
               guint channel,
               GError **error)
{
  lsampl_t maxdata = comedi_get_maxdata (device, subdevice, channel);
  guint index = 0;
  const comedi_range *range = choose_range (device, subdevice, channel, &index);

  if (range == NULL || maxdata == 0)
    {
      g_set_error (
          error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED,
          _ ("Channel %u of the analogue output %u has no range in volts that reaches from "
             "0 V upwards, so it cannot make the pulser fire."),
          channel, subdevice);
      return FALSE;
    }
  self->low = from_volts (0, range, maxdata);
  self->high = from_volts (MIN (HIGH_V, range->max), range, maxdata);
  self->chanlist[0] = CR_PACK (channel, index, AREF_GROUND);

  return TRUE;
}

/* --- times ---------------------------------------------------------------------------------- */

/* Rounds a time between samples as the card does it. FALSE if it does not run such a command. */
static gboolean
try_step (InsOutputPulser *self, comedi_t *device, double *step_ns)
{
  int stage = -1;

  self->command.scan_begin_arg = (guint)CLAMP (round (*step_ns), 1, G_MAXUINT32);
  for (guint i = 0; i < MAX_TESTS && stage != 0; i++)
    {
      comedi_cmd command = self->command;

      command.chanlist = self->chanlist;
      stage = comedi_command_test (device, &command);
      if (stage < 0 || stage == 1 || stage == 2 || stage == 5)
        return FALSE;
      self->command.scan_begin_arg = command.scan_begin_arg;
    }
  *step_ns = self->command.scan_begin_arg;

  return stage == 0;
}

/* The shortest step: that of the card, or one of which the driver's buffer holds a second. */
static gboolean
find_shortest_step (InsOutputPulser *self, comedi_t *device, double *step_ns)
{
  double shortest_ns = 1;

  if (!try_step (self, device, &shortest_ns))
    return FALSE;
  *step_ns = MAX (shortest_ns, SHORTEST_STEP_NS);
  *step_ns = MAX (*step_ns, 1e9 * self->sample_bytes / (double)self->n_buffer);

  return TRUE;
}

/* Finds a step that goes into the period a whole number of times, or nearly so: of those between
 * the shortest and some times that, the one whose period is nearest. Returns: samples per period, 0
 * none */
static guint
choose_step (InsOutputPulser *self, comedi_t *device, double period_ns, double shortest_ns)
{
  double most = floor (period_ns / shortest_ns);
  double least = MAX (2, ceil (period_ns / (shortest_ns * LONGEST_OF_SHORTEST)));
  double best_step_ns = 0, best_off_ns = (double)INFINITY;
  guint best = 0;

  for (double n = most; n >= least && n > most - MAX_STEPS_TRIED && best_off_ns > 0; n--)
    {
      double step_ns = period_ns / n;
      double off_ns;

      if (!try_step (self, device, &step_ns))
        continue;
      off_ns = fabs (n * step_ns - period_ns);
      if (off_ns < best_off_ns)
        {
          best = (guint)n;
          best_step_ns = step_ns;
          best_off_ns = off_ns;
        }
    }
  if (best > 0)
    self->command.scan_begin_arg = (guint)best_step_ns;

  return best;
}

static gboolean
choose_timing (InsOutputPulser *self,
               comedi_t *device,
               double *period_s,
               guint *n_samples,
               GError **error)
{
  double shortest_ns;

  if (!find_shortest_step (self, device, &shortest_ns))
    {
      g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED,
                   _ ("The analogue output %u refuses to play pulses. Let another subdevice make "
                      "them, or let the pulser run by itself."),
                   self->command.subdev);
      return FALSE;
    }
  *n_samples = 0;
  if (*period_s <= LONGEST_S)
    *n_samples = choose_step (self, device, *period_s * 1e9, shortest_ns);
  if (*n_samples == 0)
    {
      ins_comedi_pulser_set_period_error (error, self->command.subdev, *period_s,
                                          2 * shortest_ns * 1e-9, LONGEST_S);
      return FALSE;
    }
  *period_s = *n_samples * (double)self->command.scan_begin_arg * 1e-9;

  return TRUE;
}

/* --- samples -------------------------------------------------------------------------------- */

static void
store (const InsOutputPulser *self, gsize sample, lsampl_t value)
{
  sampl_t narrow = (sampl_t)value;

  memcpy (self->pattern + sample * self->sample_bytes,
          self->sample_bytes == sizeof value ? (const void *)&value : (const void *)&narrow,
          self->sample_bytes);
}

static void
make_pattern (InsOutputPulser *self, guint n_samples)
{
  guint n_high = (guint)MAX (ceil (HIGH_NS / self->command.scan_begin_arg), 1);
  gsize n_periods = MIN_PATTERN_BYTES / (n_samples * self->sample_bytes) + 1;
  double bytes_per_s = 1e9 / self->command.scan_begin_arg * self->sample_bytes;

  n_high = MIN (n_high, n_samples / 2);
  self->n_pattern = n_periods * n_samples * self->sample_bytes;
  self->pattern = g_malloc (self->n_pattern);
  for (gsize i = 0; i < n_periods * n_samples; i++)
    store (self, i, i % n_samples < n_high ? self->high : self->low);
  self->n_ahead = (gsize)MIN (AHEAD_S * bytes_per_s, (double)self->n_buffer);
  self->n_ahead -= self->n_ahead % self->sample_bytes;
}

static void
output_pulser_clear (InsComediPulser *base)
{
  g_free (((InsOutputPulser *)base)->pattern);
}

/* Sizes the buffer and makes write() speak of this subdevice. FALSE with errno. */
static gboolean
prepare (InsOutputPulser *self, comedi_t *device, guint subdevice)
{
  int fd = comedi_fileno (device);
  int flags = fcntl (fd, F_GETFL);
  int size;

  if (flags < 0 || fcntl (fd, F_SETFL, flags | O_NONBLOCK) != 0 ||
      comedi_set_write_subdevice (device, subdevice) < 0)
    return FALSE;
  size = ins_comedi_ring_size_buffer (device, subdevice, 0);
  if (size < 0)
    size = comedi_get_buffer_size (device, subdevice);
  self->n_buffer = (gsize)MAX (size, 0);

  return size > 0;
}

static InsComediPulser *
output_pulser_new (comedi_t *device,
                   guint subdevice,
                   guint channel,
                   double *period_s,
                   GError **error)
{
  g_autofree InsOutputPulser *self = g_new0 (InsOutputPulser, 1);
  gboolean is_wide = (comedi_get_subdevice_flags (device, subdevice) & SDF_LSAMPL) != 0;
  guint n_samples;

  self->sample_bytes = is_wide ? sizeof (lsampl_t) : sizeof (sampl_t);
  self->command = (comedi_cmd){
    .subdev = subdevice,
    .flags = CMDF_WRITE,
    .start_src = TRIG_INT,
    .scan_begin_src = TRIG_TIMER,
    .convert_src = TRIG_NOW,
    .scan_end_src = TRIG_COUNT,
    .scan_end_arg = 1,
    .stop_src = TRIG_NONE,
    .chanlist_len = 1,
  };
  if (!ins_comedi_pulser_check_channel (device, subdevice, channel, error) ||
      !choose_levels (self, device, subdevice, channel, error))
    return NULL;
  if (!prepare (self, device, subdevice))
    {
      ins_comedi_pulser_set_error (error, device, subdevice, errno, _ ("could not be set up"));
      return NULL;
    }
  if (!choose_timing (self, device, period_s, &n_samples, error))
    return NULL;
  make_pattern (self, n_samples);
  /* Translators: an output pin: which channel of which subdevice */
  g_snprintf (self->base.terminal, sizeof self->base.terminal, _ ("analogue output %u"), channel);

  return &g_steal_pointer (&self)->base;
}

/* --- playing -------------------------------------------------------------------------------- */

static void
set_low (InsOutputPulser *self)
{
  guint chanspec = self->chanlist[0];

  comedi_data_write (self->base.device, self->base.subdevice, CR_CHAN (chanspec),
                     CR_RANGE (chanspec), CR_AREF (chanspec), self->low);
}

static gboolean
set_play_error (GError **error, InsOutputPulser *self, int error_number)
{
  double held_s = (double)self->n_ahead / self->sample_bytes * self->command.scan_begin_arg * 1e-9;

  if (error_number == EPIPE || error_number == EINVAL)
    g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_OVERRUN,
                 _ ("The analogue output %u got no samples for %.2g s and has stopped: no pulses. "
                    "The computer is too busy, close other programs; then start again."),
                 self->base.subdevice, held_s);
  else
    ins_comedi_pulser_set_error (error, self->base.device, self->base.subdevice, error_number,
                                 _ ("does not take samples"));

  return FALSE;
}

static gboolean
output_pulser_feed (InsComediPulser *base, GError **error)
{
  InsOutputPulser *self = (InsOutputPulser *)base;
  int fd = comedi_fileno (base->device);
  int n_held = comedi_get_buffer_contents (base->device, base->subdevice);

  if (n_held < 0)
    return set_play_error (error, self, errno);

  while ((gsize)n_held < self->n_ahead)
    {
      gsize n = MIN (self->n_pattern - self->offset, self->n_ahead - (gsize)n_held);
      ssize_t n_written = write (fd, self->pattern + self->offset, n);

      if (n_written < 0 && errno == EINTR)
        continue;
      if (n_written < 0 && errno != EAGAIN)
        return set_play_error (error, self, errno);
      if (n_written <= 0)
        break;
      self->offset = (self->offset + (gsize)n_written) % self->n_pattern;
      n_held += (int)n_written;
    }

  return TRUE;
}

static gboolean
output_pulser_start (InsComediPulser *base, GError **error)
{
  InsOutputPulser *self = (InsOutputPulser *)base;
  comedi_cmd command = self->command;

  command.chanlist = self->chanlist;
  self->offset = 0;
  if (comedi_command (base->device, &command) < 0)
    {
      ins_comedi_pulser_set_error (error, base->device, base->subdevice, errno,
                                   _ ("could not be started"));
      return FALSE;
    }
  if (!output_pulser_feed (base, error))
    {
      comedi_cancel (base->device, base->subdevice);
      return FALSE;
    }
  if (comedi_internal_trigger (base->device, base->subdevice, 0) < 0)
    {
      ins_comedi_pulser_set_error (error, base->device, base->subdevice, errno,
                                   _ ("could not be started"));
      comedi_cancel (base->device, base->subdevice);
      return FALSE;
    }

  return TRUE;
}

static void
output_pulser_stop (InsComediPulser *base)
{
  comedi_cancel (base->device, base->subdevice);
  set_low ((InsOutputPulser *)base);
}

const InsComediPulserKind ins_output_pulser_kind = {
  .suits = output_pulser_suits,
  .new = output_pulser_new,
  .start = output_pulser_start,
  .feed = output_pulser_feed,
  .stop = output_pulser_stop,
  .clear = output_pulser_clear,
};
