/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "fake-session.h"

/* There is one at a time, and the engine is the session. */
struct _InsSession
{
  GObject parent_instance;

  InsSnapshot snapshot;
  InsRig *rig;
  InsRecipe *recipe;
  InsPlan *plan;
  GPtrArray *checks;
  char *form_error;
  gboolean scanning;
  GString *log;
  guint n_keep_alives;

  char *card, *stage;
  GPtrArray *stage_offers; /* NULL: nobody looked */
  char *card_refusal;
  GPtrArray *offers; /* NULL: nobody looked */
  gint16 ascan[FAKE_MAX_SAMPLES];
  guint n_ascan;
};

G_DEFINE_FINAL_TYPE (InsSession, ins_session, G_TYPE_OBJECT)

static guint changed_signal, recipe_changed_signal;
InsPosition fake_session_target;

static InsSession *
from_engine (InsEngine *engine)
{
  return (InsSession *)(gpointer)engine;
}

static void G_GNUC_PRINTF (2, 3) note (InsEngine *engine, const char *format, ...)
{
  GString *log = from_engine (engine)->log;
  va_list arguments;

  if (log->len > 0)
    g_string_append (log, "; ");
  va_start (arguments, format);
  g_string_append_vprintf (log, format, arguments);
  va_end (arguments);
}

/* thousandths, so that no decimal separator depends on the locale */
static int
thousandths (double value)
{
  return (int)lround (value * 1e3);
}

/* ---- the engine --------------------------------------------------------------------------- */

InsRig *
ins_engine_dup_rig (InsEngine *self)
{
  return ins_rig_ref (from_engine (self)->rig);
}

void
ins_engine_jog (InsEngine *self, InsAxis axis, double distance_mm, double speed_mm_s)
{
  note (self, "jog %c %d at %d", INS_AXIS_LETTERS[axis], thousandths (distance_mm),
        thousandths (speed_mm_s));
}

void
ins_engine_jog_hold (InsEngine *self, InsAxis axis, int direction, double speed_mm_s)
{
  note (self, "hold %c %d at %d", INS_AXIS_LETTERS[axis], direction, thousandths (speed_mm_s));
}

void
ins_session_stop (InsSession *self)
{
  note (ins_session_get_engine (self), "stop");
}

void
ins_engine_jog_keep_alive (InsEngine *self)
{
  from_engine (self)->n_keep_alives++;
}

void
ins_engine_jog_release (InsEngine *self)
{
  note (self, "release");
}

void
ins_engine_move (InsEngine *self, const InsPosition *target, double speed_mm_s)
{
  fake_session_target = *target;
  note (self, "move %d %d %d at %d", thousandths (target->mm[0]), thousandths (target->mm[1]),
        thousandths (target->mm[2]), thousandths (speed_mm_s));
}

void
ins_engine_home (InsEngine *self)
{
  note (self, "home");
}

void
ins_engine_unlock (InsEngine *self)
{
  note (self, "unlock");
}

void
ins_engine_find_cards (InsEngine *self)
{
  note (self, "find");
}

void
ins_engine_find_stages (InsEngine *self)
{
  note (self, "find stages");
}

void
ins_engine_stop_finding_stages (InsEngine *self)
{
  note (self, "stop finding");
}

void
ins_engine_disconnect_stage (InsEngine *self)
{
  note (self, "disconnect stage");
}

void
ins_engine_connect (InsEngine *self)
{
  note (self, "connect");
}

GPtrArray *
ins_engine_dup_stage_offers (InsEngine *self)
{
  GPtrArray *offers = from_engine (self)->stage_offers;

  return offers != NULL ? g_ptr_array_ref (offers) : NULL;
}

GPtrArray *
ins_engine_dup_offers (InsEngine *self)
{
  GPtrArray *offers = from_engine (self)->offers;

  return offers != NULL ? g_ptr_array_ref (offers) : NULL;
}

guint
ins_engine_copy_ascan (InsEngine *self, gint16 *samples, guint capacity, InsTiming *timing)
{
  const guint n = MIN (from_engine (self)->n_ascan, capacity);

  memcpy (samples, from_engine (self)->ascan, n * sizeof *samples);
  *timing = from_engine (self)->recipe->timing;

  return n;
}

/* ---- the session -------------------------------------------------------------------------- */

InsEngine *
ins_session_get_engine (InsSession *self)
{
  return (InsEngine *)(gpointer)self;
}

const InsSnapshot *
ins_session_get_snapshot (InsSession *self)
{
  return &self->snapshot;
}

const char *
ins_session_get_card (InsSession *self)
{
  return self->card;
}

gboolean
ins_session_set_card (InsSession *self, const char *address, GError **error)
{
  note (ins_session_get_engine (self), "card %s", address);
  if (self->card_refusal != NULL)
    {
      g_set_error_literal (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_URI, self->card_refusal);
      return FALSE;
    }
  g_free (self->card);
  self->card = g_strdup (address);
  g_signal_emit (self, changed_signal, 0);

  return TRUE;
}

const char *
ins_session_get_stage (InsSession *self)
{
  return self->stage;
}

gboolean
ins_session_set_stage (InsSession *self, const char *address, GError **error)
{
  note (ins_session_get_engine (self), "stage %s", address);
  if (strncmp (address, "nonsense", 8) == 0)
    {
      g_set_error_literal (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_URI, "No such stage.");
      return FALSE;
    }
  g_free (self->stage);
  self->stage = g_strdup (address);
  g_signal_emit (self, changed_signal, 0);

  return TRUE;
}

gboolean
ins_session_get_position_trigger (InsSession *self)
{
  return self->rig->position_trigger;
}

gboolean
ins_session_set_position_trigger (InsSession *self, gboolean on, GError **error)
{
  note (ins_session_get_engine (self), "trigger %s", on ? "on" : "off");
  self->rig->position_trigger = on;

  return TRUE;
}

gboolean
ins_session_keep_in_rig (InsSession *self, const char *group, const char *key, const char *value)
{
  note (ins_session_get_engine (self), "keep %s %s=%s", group, key, value);

  return TRUE;
}

gboolean
ins_session_is_scanning (InsSession *self)
{
  return self->scanning;
}

const InsRecipe *
ins_session_get_recipe (InsSession *self)
{
  return self->recipe;
}

void
ins_session_set_recipe (InsSession *self, const InsRecipe *recipe)
{
  InsRecipe *copy = ins_recipe_copy (recipe);

  ins_recipe_free (self->recipe);
  self->recipe = copy;
  g_clear_pointer (&self->plan, ins_plan_free);
  if (ins_recipe_validate (copy, NULL))
    self->plan = ins_plan_new (copy, &self->snapshot.stage_info, &copy->timing);
  g_signal_emit (self, recipe_changed_signal, 0);
}

void
ins_session_set_form_error (InsSession *self, const char *sentence)
{
  if (g_strcmp0 (sentence, self->form_error) == 0)
    return;
  g_free (self->form_error);
  self->form_error = g_strdup (sentence);
  g_signal_emit (self, recipe_changed_signal, 0);
}

const InsPlan *
ins_session_get_plan (InsSession *self)
{
  return self->plan;
}

const GError *
ins_session_get_recipe_error (InsSession *self)
{
  return NULL;
}

GPtrArray *
ins_session_get_checks (InsSession *self)
{
  return self->checks;
}

InsCscan *
ins_session_get_cscan (InsSession *self)
{
  return NULL;
}

const InsRecipe *
ins_session_get_picture_recipe (InsSession *self)
{
  return self->recipe;
}

/* ---- for the tests ------------------------------------------------------------------------ */

static void
free_check (gpointer data)
{
  InsCheck *check = data;

  g_free (check->text);
  g_free (check);
}

static void
add_check (InsSession *self, InsCheckLevel level, const char *text)
{
  InsCheck *check = g_new0 (InsCheck, 1);

  check->level = level;
  check->text = g_strdup (text);
  g_ptr_array_add (self->checks, check);
}

InsSession *
fake_session_new (void)
{
  return g_object_new (INS_TYPE_SESSION, NULL);
}

InsSnapshot *
fake_session_get_snapshot (InsSession *self)
{
  return &self->snapshot;
}

void
fake_session_emit_changed (InsSession *self)
{
  self->snapshot.generation++;
  self->snapshot.report.asked_s = self->snapshot.report.answered_s = ins_clock_now_s ();
  g_signal_emit (self, changed_signal, 0);
}

void
fake_session_set_scanning (InsSession *self, gboolean scanning)
{
  self->scanning = scanning;
  self->snapshot.scan = scanning ? INS_SCAN_RUNNING : INS_SCAN_NONE;
}

void
fake_session_set_soft_limits (InsSession *self, double minimum_mm, double maximum_mm)
{
  for (int axis = 0; axis < INS_N_AXES; axis++)
    {
      self->rig->soft_minimum.mm[axis] = minimum_mm;
      self->rig->soft_maximum.mm[axis] = maximum_mm;
    }
}

void
fake_session_set_card (InsSession *self, const char *address, const char *refusal)
{
  g_free (self->card);
  self->card = g_strdup (address);
  g_free (self->card_refusal);
  self->card_refusal = g_strdup (refusal);
}

void
fake_session_set_offers (InsSession *self, const InsCardOffer *offers, guint n_offers)
{
  g_clear_pointer (&self->offers, g_ptr_array_unref);
  self->offers = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < n_offers; i++)
    g_ptr_array_add (self->offers, g_memdup2 (&offers[i], sizeof offers[i]));
  self->snapshot.offers_serial++;
}

void
fake_session_set_stage_offers (InsSession *self, GPtrArray *offers)
{
  g_clear_pointer (&self->stage_offers, g_ptr_array_unref);
  self->stage_offers = g_ptr_array_ref (offers);
  self->snapshot.stage_offers_serial++;
}

void
fake_session_set_ascan (InsSession *self, const gint16 *samples, guint n_samples)
{
  self->n_ascan = MIN (n_samples, FAKE_MAX_SAMPLES);
  memcpy (self->ascan, samples, self->n_ascan * sizeof *samples);
}

const char *
fake_session_get_form_error (InsSession *self)
{
  return self->form_error;
}

char *
fake_session_take_log (InsSession *self)
{
  char *text = g_strdup (self->log->str);

  g_string_truncate (self->log, 0);

  return text;
}

guint
fake_session_get_n_keep_alives (InsSession *self)
{
  return self->n_keep_alives;
}

static void
ins_session_finalize (GObject *object)
{
  InsSession *self = INS_SESSION (object);

  ins_recipe_free (self->recipe);
  g_clear_pointer (&self->plan, ins_plan_free);
  g_ptr_array_unref (self->checks);
  g_free (self->form_error);
  g_free (self->card);
  g_free (self->stage);
  g_clear_pointer (&self->stage_offers, g_ptr_array_unref);
  g_free (self->card_refusal);
  g_clear_pointer (&self->offers, g_ptr_array_unref);
  ins_rig_unref (self->rig);
  g_string_free (self->log, TRUE);

  G_OBJECT_CLASS (ins_session_parent_class)->finalize (object);
}

static void
ins_session_class_init (InsSessionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ins_session_finalize;

  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
  recipe_changed_signal = g_signal_new ("recipe-changed", G_TYPE_FROM_CLASS (klass),
                                        G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_signal_new ("picture-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                NULL, G_TYPE_NONE, 0);
}

static void
ins_session_init (InsSession *self)
{
  InsStageInfo *info = &self->snapshot.stage_info;

  self->rig = ins_rig_new (NULL, NULL, NULL, NULL);
  self->log = g_string_new (NULL);
  self->card = g_strdup ("sim");
  self->stage = g_strdup ("sim");
  self->checks = g_ptr_array_new_with_free_func (free_check);
  self->snapshot.stage_link = self->snapshot.digitizer_link = INS_LINK_READY;
  self->snapshot.report.activity = INS_STAGE_IDLE;
  self->snapshot.report.position_known = self->snapshot.report.homed = TRUE;
  self->snapshot.report.position = (InsPosition){ { 100.0, 100.0, 100.0 } };
  self->snapshot.report_unix_us = G_GINT64_CONSTANT (1700000000000000);
  info->travel_minimum = (InsPosition){ { -25.0, -25.0, -25.0 } };
  info->travel_maximum = (InsPosition){ { 225.0, 225.0, 225.0 } };
  info->maximum_speed = (InsPosition){ { 200.0, 200.0, 200.0 } };
  info->acceleration = (InsPosition){ { 500.0, 500.0, 500.0 } };
  info->can_home = TRUE;
  fake_session_set_soft_limits (self, (double)NAN, (double)NAN);
  self->recipe = ins_recipe_new ();
  self->plan = ins_plan_new (self->recipe, info, &self->recipe->timing);
  add_check (self, INS_CHECK_OK, "Stage answers and is homed");
  add_check (self, INS_CHECK_NOTE, "4 samples per period: enough, not generous");
  add_check (self, INS_CHECK_OK, "About 12 s");
  ((InsCheck *)self->checks->pdata[2])->is_minor = TRUE;
}
