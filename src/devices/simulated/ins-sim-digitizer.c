/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "devices/simulated/ins-sim-detector.h"
#include "devices/simulated/ins-sim-digitizer.h"
#include "devices/simulated/ins-sim-follow.h"
#include "devices/simulated/ins-sim-specimen.h"
#include "devices/simulated/ins-sim-timing.h"
#include "devices/simulated/ins-sim-trace.h"

#define LOOK_S 1e-3   /* for the stage's triggers, which come when they come */
#define N_TRIGGERS 64 /* taken at once */
#define N_AT_ONCE 64  /* pulses */
#define BLOCK_S 4e-3  /* the card hands over what it has every so often */
#define BUFFER_S 2.0  /* what it keeps for a late reader */
#define ROUNDING_S 1e-9
#define FULL_SCALE_V 1.0
#define DETECTOR_RATE_HZ 20e6  /* of the trace that nobody sees */
#define ENCODER_ORIGIN_MM 41.7 /* anything but the stage's */

/* The acquisition worker owns it. A pulse is computed when it is read, from where the bench says
 * the probe was at its moment; nothing runs in between.
 */
struct _InsSimDigitizer
{
  GObject parent_instance;

  InsSimBench *bench;
  InsSimFollow *follow; /* (nullable): the stage is another process's */
  InsSimSpecimen *specimen;
  double noise_percent, clock_ppm, lost_share;
  guint64 seed;
  InsSimDetector detector; /* no outputs: the card records A-scans */
  gboolean by_stage;       /* each pulse is one of the stage's trigger output */
  double encoder_mm;       /* one count; negative: wired the wrong way round; 0: no encoder */
  InsAxis scan_axis, u_axis, v_axis, lift_axis;

  InsTiming timing;
  double period_s;        /* on the card's clock, as is record_s */
  double record_s;        /* from the pulse to its last sample */
  double start_s;         /* host time of card time 0 */
  guint64 next_index;     /* first pulse that has not been read */
  guint64 next_trigger;   /* of the bench: likewise */
  double busy_until_s;    /* on the card's clock: a trigger before that is not seen */
  double overrun_after_s; /* of the first start, once; NaN: not asked for */
  double overrun_at_s;    /* host time; NaN: not asked for, not started yet, or over */
  InsDigitizerCount count;
  InsSimTrace *trace; /* NULL while stopped */
};

#define INS_TYPE_SIM_DIGITIZER (ins_sim_digitizer_get_type ())
G_DECLARE_FINAL_TYPE (InsSimDigitizer, ins_sim_digitizer, INS, SIM_DIGITIZER, GObject)

static void ins_sim_digitizer_iface_init (InsDigitizerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (InsSimDigitizer,
                               ins_sim_digitizer,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (INS_TYPE_DIGITIZER,
                                                      ins_sim_digitizer_iface_init))

static gboolean
sim_digitizer_open (InsDigitizer *digitizer, GError **error)
{
  return TRUE;
}

static void
sim_digitizer_stop (InsDigitizer *digitizer)
{
  g_clear_pointer (&INS_SIM_DIGITIZER (digitizer)->trace, ins_sim_trace_free);
}

static void
fill_triggered_info (InsDigitizerInfo *info)
{
  info->mode = INS_ACQUIRE_TRIGGERED;
  info->waits_for_pulse = TRUE;
  g_strlcpy (info->how,
             _ ("One record for each pulse that the simulated stage's trigger output gives."),
             sizeof info->how);
  g_strlcpy (info->pulse_hint,
             _ ("The simulated card waits for the stage's trigger output: the rig file has to say "
                "PositionTrigger=stage."),
             sizeof info->pulse_hint);
}

static void
sim_digitizer_get_info (InsDigitizer *digitizer, InsDigitizerInfo *info)
{
  const InsSimDigitizer *self = INS_SIM_DIGITIZER (digitizer);

  *info = (InsDigitizerInfo){
    .driver = "sim",
    .is_simulated = TRUE,
    .n_bits = 12,
    .full_scale_counts = INS_SIM_FULL_SCALE_COUNTS,
    .full_scale_v = FULL_SCALE_V,
    .maximum_sample_rate_hz = INS_SIM_MAXIMUM_RATE_HZ,
    .maximum_prf_hz = INS_SIM_MAXIMUM_PRF_HZ,
    .scale = { .n_terms = 2, .coefficients = { 0.0, FULL_SCALE_V / INS_SIM_FULL_SCALE_COUNTS } },
    .has_encoder = self->encoder_mm != 0.0,
    .encoder_step_mm = fabs (self->encoder_mm),
    .clock_tolerance = 1e-3
  };
  g_strlcpy (info->name, _ ("Simulated card"), sizeof info->name);
  g_strlcpy (info->how,
             _ ("One continuous stream; each echo is computed from where the simulated probe was."),
             sizeof info->how);
  if (self->by_stage)
    fill_triggered_info (info);
  if (self->detector.n_outputs > 0)
    {
      info->scale.n_terms = 0;
      ins_sim_detector_fill_info (&self->detector, info);
    }
}

static gboolean
sim_digitizer_negotiate (InsDigitizer *digitizer,
                         const InsTiming *wanted,
                         InsTiming *actual,
                         GPtrArray *notes,
                         GError **error)
{
  const InsSimDigitizer *self = INS_SIM_DIGITIZER (digitizer);
  double period_samples;

  if (!ins_sim_timing_check (wanted, self->detector.n_outputs > 0, error))
    return FALSE;

  *actual = *wanted;
  if (self->detector.n_outputs > 0)
    {
      actual->n_samples = self->detector.n_outputs;
      return TRUE;
    }
  period_samples = MAX (rint (wanted->sample_rate_hz / wanted->prf_hz),
                        ceil (wanted->delay_s * wanted->sample_rate_hz + wanted->n_samples - 1e-6));
  actual->prf_hz = wanted->sample_rate_hz / period_samples;
  if (notes != NULL && fabs (actual->prf_hz - wanted->prf_hz) > 1e-9 * wanted->prf_hz)
    g_ptr_array_add (notes,
                     g_strdup_printf (_ ("The card pulses %.9g times a second instead of %.9g, "
                                         "once every %.0f samples."),
                                      actual->prf_hz, wanted->prf_hz, period_samples));

  return TRUE;
}

/* The third axis carries the probe; Z takes Y's place, and Y then X's. */
static void
sim_digitizer_mount (InsDigitizer *digitizer, InsAxis scan_axis, InsAxis index_axis)
{
  InsSimDigitizer *self = INS_SIM_DIGITIZER (digitizer);

  self->scan_axis = scan_axis;
  self->u_axis = MIN (scan_axis, index_axis);
  self->v_axis = MAX (scan_axis, index_axis);
  self->lift_axis = ins_axis_third (scan_axis, index_axis);
}

static gboolean
sim_digitizer_start (InsDigitizer *digitizer, const InsTiming *timing, GError **error)
{
  InsSimDigitizer *self = INS_SIM_DIGITIZER (digitizer);

  if (!ins_sim_timing_check (timing, self->detector.n_outputs > 0, error))
    return FALSE;
  g_return_val_if_fail (
      self->detector.n_outputs == 0 || timing->n_samples == self->detector.n_outputs, FALSE);

  sim_digitizer_stop (digitizer);
  self->timing = *timing;
  self->period_s = 1.0 / timing->prf_hz;
  self->record_s = self->detector.n_outputs > 0
                       ? 0.0
                       : timing->delay_s + timing->n_samples / timing->sample_rate_hz;
  self->count = (InsDigitizerCount){ .prf_hz = (double)NAN };
  self->next_index = 0;
  self->next_trigger = ins_sim_bench_count_triggers (self->bench);
  self->busy_until_s = 0.0;
  self->trace = ins_sim_trace_new (self->detector.n_outputs > 0 ? DETECTOR_RATE_HZ
                                                                : timing->sample_rate_hz,
                                   timing->n_samples, self->noise_percent, self->seed);
  self->start_s = ins_clock_now_s ();
  if (isfinite (self->overrun_after_s))
    self->overrun_at_s = self->start_s + self->overrun_after_s;
  self->overrun_after_s = (double)NAN;

  return TRUE;
}

/* The card's seconds are shorter than the host's where its clock runs fast (ppm > 0). */
static double
card_to_host_s (const InsSimDigitizer *self, double card_s)
{
  return self->start_s + card_s / (1.0 + 1e-6 * self->clock_ppm);
}

static double
host_to_card_s (const InsSimDigitizer *self, double host_s)
{
  return (host_s - self->start_s) * (1.0 + 1e-6 * self->clock_ppm);
}

static gboolean
is_lost (const InsSimDigitizer *self, guint64 index)
{
  return self->lost_share > 0.0 &&
         (double)ins_sim_hash (self->seed + 2, index) * 0x1p-64 < self->lost_share;
}

/* End of the card's block in which the pulse's last sample lies. */
static double
ready_card_s (const InsSimDigitizer *self, guint64 index)
{
  return ceil (((double)index * self->period_s + self->record_s) / BLOCK_S) * BLOCK_S;
}

/* Of the load, which the probe hangs on: whole counts, from an origin of its own. */
static double
get_encoder_mm (const InsSimDigitizer *self, const InsPosition *probe)
{
  if (self->encoder_mm == 0.0)
    return (double)NAN;

  return ENCODER_ORIGIN_MM +
         fabs (self->encoder_mm) * floor (probe->mm[self->scan_axis] / self->encoder_mm);
}

static void
record (InsSimDigitizer *self,
        guint64 index,
        double card_s,
        const InsPosition *probe,
        InsPulseBlock *block)
{
  InsSimEcho echoes[INS_SIM_MAX_ECHOES];
  InsPulse *pulse = &block->pulses[block->n_pulses];
  gint16 *samples = block->samples + (gsize)block->n_pulses * block->n_samples;
  guint n_echoes;

  pulse->index = index;
  pulse->card_s = card_s;
  pulse->encoder_mm = get_encoder_mm (self, probe);
  n_echoes = ins_sim_specimen_get_echoes (self->specimen, probe->mm[self->u_axis],
                                          probe->mm[self->v_axis], probe->mm[self->lift_axis],
                                          echoes);
  if (self->detector.n_outputs > 0)
    ins_sim_detector_fill (&self->detector, echoes, n_echoes, samples);
  else
    ins_sim_trace_fill (self->trace, echoes, n_echoes, self->timing.delay_s, index, samples);
  block->n_pulses++;
  self->count.n_pulses++;
  self->count.n_samples += block->n_samples;
}

/* The next n pulses, whose positions are asked for at once. */
static void
take_next (InsSimDigitizer *self, guint n, InsPulseBlock *block)
{
  double times_s[N_AT_ONCE];
  InsPosition probes[N_AT_ONCE];

  if (n == 0)
    return;
  for (guint i = 0; i < n; i++)
    times_s[i] = card_to_host_s (self, (double)(self->next_index + i) * self->period_s);
  ins_sim_bench_get_positions (self->bench, times_s, probes, n);
  for (guint i = 0; i < n; i++, self->next_index++)
    if (is_lost (self, self->next_index))
      self->count.n_missed++;
    else
      record (self, self->next_index, (double)self->next_index * self->period_s, &probes[i], block);
}

static void
take_ready (InsSimDigitizer *self, InsPulseBlock *block)
{
  double whole_s;
  guint n;

  block->arrival_s = ins_clock_now_s ();
  whole_s = floor (host_to_card_s (self, block->arrival_s) / BLOCK_S) * BLOCK_S;
  block->newest_card_s = whole_s;
  if (self->follow != NULL)
    ins_sim_follow_read (self->follow, self->bench);
  do
    {
      guint n_room = MIN (block->capacity - block->n_pulses, N_AT_ONCE);

      for (n = 0; n < n_room && (double)(self->next_index + n) * self->period_s + self->record_s <=
                                    whole_s + ROUNDING_S;)
        n++;
      take_next (self, n, block);
    }
  while (n > 0);
}

/* A trigger that comes while a record runs is not seen, and the card knows nothing of it. */
static void
take_triggered (InsSimDigitizer *self, InsPulseBlock *block)
{
  double times_s[N_TRIGGERS];
  guint n = ins_sim_bench_get_triggers (self->bench, self->next_trigger, times_s,
                                        MIN (N_TRIGGERS, block->capacity - block->n_pulses));

  block->arrival_s = ins_clock_now_s ();
  for (guint i = 0; i < n; i++)
    {
      double card_s = host_to_card_s (self, times_s[i]), end_s = card_s + self->record_s;
      InsPosition probe;

      if (end_s > host_to_card_s (self, block->arrival_s))
        break;
      self->next_trigger++;
      if (card_s < self->busy_until_s || is_lost (self, self->next_trigger))
        continue;
      self->busy_until_s = block->newest_card_s = end_s;
      ins_sim_bench_get_position (self->bench, times_s[i], &probe);
      record (self, self->next_index++, card_s, &probe, block);
    }
}

/* What was not read in time, and once if it was asked for. */
static gboolean
has_overrun (InsSimDigitizer *self)
{
  double now_s = ins_clock_now_s ();

  if (now_s >= self->overrun_at_s)
    {
      self->overrun_at_s = (double)NAN;
      return TRUE;
    }

  return host_to_card_s (self, now_s) - ready_card_s (self, self->next_index) > BUFFER_S;
}

static gboolean
sim_digitizer_read (InsDigitizer *digitizer, InsPulseBlock *block, double timeout_s, GError **error)
{
  InsSimDigitizer *self = INS_SIM_DIGITIZER (digitizer);
  double deadline_s = ins_clock_now_s () + timeout_s;

  block->n_pulses = 0;
  g_return_val_if_fail (self->trace != NULL, FALSE);
  g_return_val_if_fail (block->n_samples == self->timing.n_samples, FALSE);

  while (self->by_stage)
    {
      double asleep_s;

      take_triggered (self, block);
      asleep_s = ins_clock_now_s ();
      self->count.cut_s += asleep_s - block->arrival_s;
      if (block->n_pulses > 0 || asleep_s >= deadline_s)
        return TRUE;
      ins_clock_sleep_s (LOOK_S);
      self->count.waited_s += ins_clock_now_s () - asleep_s;
    }
  if (has_overrun (self))
    {
      g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_OVERRUN,
                   _ ("The simulated card's buffer of %g s is full: the computer did not read in "
                      "time. Start again, with fewer pulses a second or fewer samples."),
                   BUFFER_S);
      return FALSE;
    }

  do
    {
      double ready_s = card_to_host_s (self, ready_card_s (self, self->next_index));
      double asleep_s = ins_clock_now_s ();

      ins_clock_sleep_until_s (MIN (ready_s, deadline_s));
      take_ready (self, block);
      self->count.waited_s += block->arrival_s - asleep_s;
      self->count.cut_s += ins_clock_now_s () - block->arrival_s;
    }
  while (block->n_pulses == 0 && ins_clock_now_s () < deadline_s);

  return TRUE;
}

static void
sim_digitizer_get_count (InsDigitizer *digitizer, InsDigitizerCount *count)
{
  *count = INS_SIM_DIGITIZER (digitizer)->count;
}

static void
ins_sim_digitizer_iface_init (InsDigitizerInterface *iface)
{
  iface->open = sim_digitizer_open;
  iface->close = sim_digitizer_stop;
  iface->get_info = sim_digitizer_get_info;
  iface->negotiate = sim_digitizer_negotiate;
  iface->mount = sim_digitizer_mount;
  iface->start = sim_digitizer_start;
  iface->read = sim_digitizer_read;
  iface->stop = sim_digitizer_stop;
  iface->get_count = sim_digitizer_get_count;
}

static void
ins_sim_digitizer_finalize (GObject *object)
{
  InsSimDigitizer *self = INS_SIM_DIGITIZER (object);

  sim_digitizer_stop (INS_DIGITIZER (self));
  g_clear_pointer (&self->specimen, ins_sim_specimen_free);
  g_clear_pointer (&self->follow, ins_sim_follow_free);
  g_clear_pointer (&self->bench, ins_sim_bench_unref);

  G_OBJECT_CLASS (ins_sim_digitizer_parent_class)->finalize (object);
}

static void
ins_sim_digitizer_class_init (InsSimDigitizerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ins_sim_digitizer_finalize;
}

static void
ins_sim_digitizer_init (InsSimDigitizer *self)
{
  self->scan_axis = self->u_axis = INS_AXIS_X;
  self->v_axis = INS_AXIS_Y;
  self->lift_axis = INS_AXIS_Z;
}

InsDigitizer *
ins_sim_digitizer_new (const InsUri *uri, InsSimBench *bench, GError **error)
{
  static const char *const known[] = { "width_mm",    "beam_mm",         "noise_percent",
                                       "clock_ppm",   "lost_percent",    "seed",
                                       "encoder_um",  "outputs",         "percent_per_volt",
                                       "us_per_volt", "us_at_zero",      "trigger",
                                       "follow",      "overrun_after_s", NULL };
  const char *trigger = ins_uri_get_text (uri, "trigger");
  const char *follow = ins_uri_get_text (uri, "follow");
  g_autoptr (InsSimSpecimen) specimen = NULL;
  double width_mm = 20.0, beam_mm = 0.0, noise_percent = (double)NAN;
  double clock_ppm = 20.0, lost_percent = 0.0, seed = 1.0, encoder_um = 0.0;
  double overrun_after_s = (double)NAN;
  InsSimDetector detector;
  InsSimDigitizer *self;

  if (!ins_uri_check_options (uri, known, error) ||
      !ins_uri_get_number (uri, "width_mm", 0.001, 10000, &width_mm, error) ||
      !ins_uri_get_number (uri, "beam_mm", 0, 100, &beam_mm, error) ||
      !ins_uri_get_number (uri, "noise_percent", 0, 100, &noise_percent, error) ||
      !ins_uri_get_number (uri, "clock_ppm", -10000, 10000, &clock_ppm, error) ||
      !ins_uri_get_number (uri, "lost_percent", 0, 99, &lost_percent, error) ||
      !ins_uri_get_number (uri, "seed", 0, G_MAXUINT32, &seed, error) ||
      !ins_uri_get_number (uri, "encoder_um", -10000, 10000, &encoder_um, error) ||
      !ins_uri_get_number (uri, "overrun_after_s", 0, 1e6, &overrun_after_s, error) ||
      !ins_sim_detector_init (&detector, uri, error))
    return NULL;
  if (trigger != NULL && strcmp (trigger, "stage") != 0)
    {
      g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED,
                   _ ("trigger=%s is not known. The simulated card takes trigger=stage."), trigger);
      return NULL;
    }
  specimen = ins_sim_specimen_new (uri->rest, width_mm, beam_mm, error);
  if (specimen == NULL)
    return NULL;

  self = g_object_new (INS_TYPE_SIM_DIGITIZER, NULL);
  self->follow = follow != NULL ? ins_sim_follow_new (follow) : NULL;
  self->bench = follow != NULL ? ins_sim_bench_new () : ins_sim_bench_ref (bench);
  self->overrun_after_s = overrun_after_s;
  self->overrun_at_s = (double)NAN;
  if (isnan (noise_percent))
    noise_percent = ins_sim_specimen_is_picture (specimen) ? 0.0 : 1.0;
  self->specimen = g_steal_pointer (&specimen);
  self->noise_percent = noise_percent;
  self->clock_ppm = clock_ppm;
  self->lost_share = 0.01 * lost_percent;
  self->seed = (guint64)seed;
  self->encoder_mm = encoder_um * 1e-3;
  self->detector = detector;
  self->by_stage = trigger != NULL;

  return INS_DIGITIZER (self);
}
