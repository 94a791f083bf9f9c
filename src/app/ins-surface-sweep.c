/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "app/ins-surface-sweep.h"
#include "signal/ins-echo-search.h"

#define TICK_MS 60
#define SETTLE_TICKS 4   /* what was heard in motion has gone by then */
#define LISTEN_TICKS 12  /* at most, for */
#define N_TRACES 4       /* different A-scans */
#define AT_REST_TICKS 30 /* idle elsewhere for so long: it does not go on */
#define PLACE_MM 0.03    /* a stage says its place rounded, */
#define STEP_SHARE 0.3   /* but never by as much as a step */
#define NEAREST_MM 2.0   /* to a surface that is heard */
#define MAX_SAMPLES (1u << 20)

typedef enum
{
  AT_END,
  MOVING,
  SETTLING,
  LISTENING,
} Phase;

struct _InsSurfaceSweep
{
  GObject parent_instance;

  InsSession *session;
  InsJogControl *control;
  guint source;

  Phase phase;
  gboolean is_sweep; /* else it listens where it is */
  guint n_ticks, n_stops;
  InsAxis axis;
  InsPosition place; /* where the stage is to stand, */
  double reach_mm;   /* and how near to it */
  double from_mm, to_mm;
  guint n_steps;
  GArray *points; /* InsFocusPoint */
  InsLevelPoint heard;
  gboolean has_heard;
  char *message;

  gint16 *traces;
  guint n_traces, n_samples, capacity;
  InsTiming timing;
};

G_DEFINE_FINAL_TYPE (InsSurfaceSweep, ins_surface_sweep, G_TYPE_OBJECT)

enum
{
  CHANGED,
  HEARD,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

/* ---- hearing ------------------------------------------------------------------------------ */

static void
collect (InsSurfaceSweep *self)
{
  const InsSnapshot *snapshot = ins_session_get_snapshot (self->session);
  const guint capacity = MIN (MAX (snapshot->timing.n_samples * 2, 1024), MAX_SAMPLES);
  InsTiming timing;
  gint16 *at;
  guint n;

  if (capacity != self->capacity)
    {
      self->traces = g_renew (gint16, self->traces, (gsize)capacity * N_TRACES);
      self->capacity = capacity;
      self->n_traces = 0;
    }
  if (self->n_traces >= N_TRACES)
    return;
  at = self->traces + (gsize)self->n_traces * self->n_samples;
  if (self->n_traces == 0)
    at = self->traces;
  n = ins_engine_copy_ascan (ins_session_get_engine (self->session), at, capacity, &timing);
  if (n == 0 || (self->n_traces > 0 && n != self->n_samples))
    return;
  if (self->n_traces > 0 && memcmp (at, at - n, n * sizeof *at) == 0)
    return;
  self->n_samples = n;
  self->timing = timing;
  self->n_traces++;
}

static void
search (InsSurfaceSweep *self, InsEchoes *echoes)
{
  const InsSnapshot *snapshot = ins_session_get_snapshot (self->session);
  const InsAscanFormat format = { .type = INS_SAMPLE_INT16,
                                  .n_samples = self->n_samples,
                                  .stride = self->n_samples,
                                  .sample_rate_hz = self->timing.sample_rate_hz,
                                  .delay_s = self->timing.delay_s,
                                  .full_scale_counts = snapshot->digitizer_info.full_scale_counts };

  *echoes = (InsEchoes){ 0 };
  if (self->n_traces > 0)
    ins_echo_search (self->traces, self->n_traces, self->n_samples, &format,
                     1.0 / ins_session_get_recipe (self->session)->probe_frequency_hz, echoes);
}

/* ---- step by step ------------------------------------------------------------------------- */

static void
finish (InsSurfaceSweep *self, const char *message)
{
  const gboolean was_running = self->phase != AT_END;

  g_clear_handle_id (&self->source, g_source_remove);
  self->phase = AT_END;
  g_free (self->message);
  self->message = g_strdup (message != NULL ? message : "");
  if (was_running)
    g_signal_emit (self, signals[CHANGED], 0);
}

static void
go_to_next (InsSurfaceSweep *self)
{
  InsEngine *engine = ins_session_get_engine (self->session);

  self->place.mm[self->axis] = ins_focus_get_height (self->from_mm, self->to_mm, self->n_steps,
                                                     self->points->len);
  self->phase = MOVING;
  self->n_ticks = 0;
  ins_engine_move (engine, &self->place,
                   ins_jog_control_get_move_speed (self->control, &self->place));
}

static void
take_point (InsSurfaceSweep *self)
{
  InsEchoes echoes;
  InsFocusPoint point = { .height_mm = self->place.mm[self->axis],
                          .amplitude_percent = (double)NAN,
                          .time_s = (double)NAN };

  search (self, &echoes);
  if (echoes.front.is_found)
    {
      point.amplitude_percent = echoes.front.amplitude_percent;
      point.time_s = echoes.front.peak_s;
    }
  if (!self->is_sweep)
    {
      self->has_heard = echoes.front.is_found;
      self->heard = (InsLevelPoint){ self->place, point.time_s };
      finish (self, NULL);
      g_signal_emit (self, signals[HEARD], 0);
      return;
    }
  g_array_append_val (self->points, point);
  if (self->points->len >= self->n_steps)
    {
      finish (self, NULL);
      return;
    }
  go_to_next (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* Why it must not go on; NULL: it may. */
static const char *
find_obstacle (InsSurfaceSweep *self)
{
  const InsSnapshot *snapshot = ins_session_get_snapshot (self->session);

  if (ins_session_get_n_stops (self->session) != self->n_stops)
    return _ ("Stopped.");
  if (ins_session_is_scanning (self->session))
    return _ ("A scan has begun.");
  if (snapshot->stage_link != INS_LINK_READY || snapshot->digitizer_link != INS_LINK_READY)
    return _ ("The stage or the card does not answer.");
  if (!snapshot->report.position_known)
    return _ ("The stage does not know where it is any more.");

  return NULL;
}

static gboolean
is_there (InsSurfaceSweep *self)
{
  const InsStageReport *report = &ins_session_get_snapshot (self->session)->report;

  if (report->activity != INS_STAGE_IDLE)
    return FALSE;
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (fabs (report->position.mm[axis] - self->place.mm[axis]) > self->reach_mm)
      return FALSE;

  return TRUE;
}

static gboolean
on_tick (gpointer data)
{
  InsSurfaceSweep *self = data;
  const InsSnapshot *snapshot = ins_session_get_snapshot (self->session);
  const char *obstacle = find_obstacle (self);
  const gboolean there = is_there (self);

  self->n_ticks++;
  if (obstacle == NULL && self->phase == MOVING && !there && self->n_ticks > AT_REST_TICKS &&
      snapshot->report.activity == INS_STAGE_IDLE)
    obstacle = snapshot->motion_message[0] != '\0' ? snapshot->motion_message
                                                   : _ ("The stage did not go on.");
  if (obstacle == NULL && self->phase != MOVING && !there)
    obstacle = _ ("The stage was moved meanwhile.");
  if (obstacle != NULL)
    {
      self->source = 0;
      finish (self, obstacle);
      return G_SOURCE_REMOVE;
    }
  if (snapshot->report.activity != INS_STAGE_IDLE)
    self->n_ticks = 0;
  if (self->phase == MOVING && there)
    {
      self->phase = SETTLING;
      self->n_ticks = self->n_traces = 0;
    }
  else if (self->phase == SETTLING && self->n_ticks >= SETTLE_TICKS)
    {
      self->phase = LISTENING;
      self->n_ticks = 0;
    }
  else if (self->phase == LISTENING)
    {
      collect (self);
      if (self->n_traces >= N_TRACES || self->n_ticks >= LISTEN_TICKS)
        take_point (self);
    }

  return self->phase != AT_END ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

/* ---- public ------------------------------------------------------------------------------- */

InsAxis
ins_surface_sweep_get_axis (InsSurfaceSweep *self)
{
  const InsRecipe *recipe = ins_session_get_recipe (self->session);

  return ins_axis_third (recipe->scan_axis, recipe->index_axis);
}

static char *
check_surface (InsSurfaceSweep *self, double lowest_mm)
{
  const InsSnapshot *snapshot = ins_session_get_snapshot (self->session);
  const double now_mm = snapshot->report.position.mm[ins_surface_sweep_get_axis (self)];
  const double water = ins_session_get_recipe (self->session)->couplant_velocity_m_s;
  InsEchoes echoes;
  double distance_mm;

  self->n_traces = 0;
  collect (self);
  search (self, &echoes);
  if (!echoes.front.is_found)
    return NULL;
  distance_mm = 0.5e3 * water * echoes.front.peak_s - (now_mm - lowest_mm);
  if (distance_mm >= NEAREST_MM)
    return NULL;

  return g_strdup_printf (_ ("The probe would come to %.1f mm from the surface that is heard now; "
                             "%.0f mm must stay. Sweep less far down."),
                          distance_mm, NEAREST_MM);
}

char *
ins_surface_sweep_check (InsSurfaceSweep *self, double from_mm, double to_mm, double step_mm)
{
  const char *reason = self->session != NULL ? ins_jog_control_get_go_to_reason (self->control)
                                             : _ ("There is no rig.");
  InsPosition ends[2];
  InsAxis axis;

  if (reason != NULL)
    return g_strdup (reason);
  if (ins_focus_count_steps (from_mm, to_mm, step_mm) < 3)
    return g_strdup (_ ("A sweep has three heights or more. Take smaller steps, or go farther."));
  axis = ins_surface_sweep_get_axis (self);
  for (guint i = 0; i < 2; i++)
    {
      char *refusal;

      ends[i] = ins_session_get_snapshot (self->session)->report.position;
      ends[i].mm[axis] = i == 0 ? from_mm : to_mm;
      refusal = ins_jog_control_check_target (self->control, &ends[i]);
      if (refusal != NULL)
        return refusal;
    }

  return check_surface (self, MIN (from_mm, to_mm));
}

static void
begin (InsSurfaceSweep *self, Phase phase)
{
  self->n_stops = ins_session_get_n_stops (self->session);
  self->place = ins_session_get_snapshot (self->session)->report.position;
  self->axis = ins_surface_sweep_get_axis (self);
  self->phase = phase;
  self->reach_mm = PLACE_MM;
  self->n_ticks = self->n_traces = 0;
  g_free (self->message);
  self->message = g_strdup ("");
  self->source = g_timeout_add (TICK_MS, on_tick, self);
}

gboolean
ins_surface_sweep_start (InsSurfaceSweep *self, double from_mm, double to_mm, double step_mm)
{
  g_autofree char *refusal = ins_surface_sweep_check (self, from_mm, to_mm, step_mm);

  if (self->phase != AT_END)
    return FALSE;
  if (refusal != NULL)
    {
      g_free (self->message);
      self->message = g_steal_pointer (&refusal);
      g_signal_emit (self, signals[CHANGED], 0);
      return FALSE;
    }
  self->is_sweep = TRUE;
  self->from_mm = from_mm;
  self->to_mm = to_mm;
  self->n_steps = ins_focus_count_steps (from_mm, to_mm, step_mm);
  g_array_set_size (self->points, 0);
  begin (self, MOVING);
  self->reach_mm = MIN (PLACE_MM, STEP_SHARE * fabs (to_mm - from_mm) / (self->n_steps - 1));
  go_to_next (self);
  g_signal_emit (self, signals[CHANGED], 0);

  return TRUE;
}

gboolean
ins_surface_sweep_listen (InsSurfaceSweep *self)
{
  const InsSnapshot *snapshot;

  if (self->session == NULL || self->phase != AT_END)
    return FALSE;
  snapshot = ins_session_get_snapshot (self->session);
  if (!snapshot->report.position_known || snapshot->report.activity != INS_STAGE_IDLE ||
      snapshot->digitizer_link != INS_LINK_READY || ins_session_is_scanning (self->session))
    return FALSE;
  self->is_sweep = FALSE;
  begin (self, SETTLING);
  g_signal_emit (self, signals[CHANGED], 0);

  return TRUE;
}

void
ins_surface_sweep_end (InsSurfaceSweep *self)
{
  if (self->phase != AT_END)
    finish (self, _ ("Ended."));
}

gboolean
ins_surface_sweep_get_running (InsSurfaceSweep *self)
{
  return self->phase != AT_END;
}

const InsFocusPoint *
ins_surface_sweep_get_points (InsSurfaceSweep *self, guint *n_points, guint *n_steps)
{
  *n_points = self->points->len;
  *n_steps = self->n_steps;

  return (const InsFocusPoint *)(const void *)self->points->data;
}

gboolean
ins_surface_sweep_get_heard (InsSurfaceSweep *self, InsLevelPoint *point)
{
  *point = self->heard;

  return self->has_heard;
}

const char *
ins_surface_sweep_get_message (InsSurfaceSweep *self)
{
  return self->message != NULL ? self->message : "";
}

InsSurfaceSweep *
ins_surface_sweep_new (void)
{
  return g_object_new (INS_TYPE_SURFACE_SWEEP, NULL);
}

void
ins_surface_sweep_set_session (InsSurfaceSweep *self, InsSession *session, InsJogControl *control)
{
  finish (self, NULL);
  g_set_object (&self->session, session);
  g_set_object (&self->control, control);
}

static void
ins_surface_sweep_dispose (GObject *object)
{
  InsSurfaceSweep *self = INS_SURFACE_SWEEP (object);

  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_object (&self->session);
  g_clear_object (&self->control);

  G_OBJECT_CLASS (ins_surface_sweep_parent_class)->dispose (object);
}

static void
ins_surface_sweep_finalize (GObject *object)
{
  InsSurfaceSweep *self = INS_SURFACE_SWEEP (object);

  g_array_unref (self->points);
  g_free (self->traces);
  g_free (self->message);

  G_OBJECT_CLASS (ins_surface_sweep_parent_class)->finalize (object);
}

static void
ins_surface_sweep_class_init (InsSurfaceSweepClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ins_surface_sweep_dispose;
  G_OBJECT_CLASS (klass)->finalize = ins_surface_sweep_finalize;
  signals[CHANGED] = g_signal_new ("changed", INS_TYPE_SURFACE_SWEEP, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  signals[HEARD] = g_signal_new ("heard", INS_TYPE_SURFACE_SWEEP, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
}

static void
ins_surface_sweep_init (InsSurfaceSweep *self)
{
  self->points = g_array_new (FALSE, FALSE, sizeof (InsFocusPoint));
}
