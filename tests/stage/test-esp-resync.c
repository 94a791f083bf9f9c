/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "core/ins-error.h"
#include "devices/stage/ins-esp-stage.h"
#include "line-peer.h"

#define STAYS ((double)NAN)

/* An ESP301 with one axis that does not move by itself. Fields are the test's and, with the peer's
 * lock held, the peer's. */
typedef struct
{
  LinePeer *peer;
  InsStage *stage;
  guint error;           /* waits for TB? */
  const char *refuse;    /* a command that begins so is refused with error 106 */
  const char *hold_from; /* (nullable): n_behind counts from a line with this in it */
  guint n_behind;        /* so many answers come only when the next line does */
  GString *held;
  const char *lose_digit_of; /* its answer lacks the first digit ... */
  guint n_lost;              /* ... so often */
} Fixture;

static const struct
{
  const char *question, *answer;
} answers[] = {
  { "VE?", "ESP301 Version 3.0.1 6/1/99" },
  { "1SN?", "2" },
  { "1SL?", "-25" },
  { "1SR?", "225" },
  { "1VU?", "100" },
  { "1AC?", "1000" },
  { "1AG?", "1000" },
  { "1SU?", "0.001" },
  { "1MO?", "1" },
  { "1PH", "0H, 0H" },
  { "1MD?", "1" },
  { "1TP?", "7.500" },
};

static void
answer_command (Fixture *f, const char *command, GString *answer)
{
  if (strcmp (command, "TB?") == 0)
    {
      g_string_append_printf (answer, "%u, %s\r\n", f->error,
                              f->error != 0 ? "POSITIVE SOFTWARE LIMIT" : "NO ERROR DETECTED");
      f->error = 0;
      return;
    }
  if (f->refuse != NULL && g_str_has_prefix (command, f->refuse))
    f->error = 106;
  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    if (strcmp (command, answers[i].question) == 0)
      {
        gboolean is_short = f->n_lost > 0 && strcmp (command, f->lose_digit_of) == 0;

        f->n_lost -= is_short;
        g_string_append_printf (answer, "%s\r\n", answers[i].answer + is_short);
      }
}

static char *
answer (LinePeer *peer, const char *line, gpointer user_data)
{
  Fixture *f = user_data;
  g_auto (GStrv) commands = g_strsplit (line, ";", -1);
  g_autoptr (GString) now = g_string_new (f->held->str);
  g_autoptr (GString) own = g_string_new (NULL);

  for (char **command = commands; *command != NULL; command++)
    answer_command (f, *command, own);
  if (f->hold_from != NULL && strstr (line, f->hold_from) != NULL)
    f->hold_from = NULL;
  g_string_assign (f->held, f->hold_from == NULL && f->n_behind > 0 ? own->str : "");
  if (f->hold_from == NULL && f->n_behind > 0)
    f->n_behind--;
  else
    g_string_append (now, own->str);

  return g_strdup (now->str);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (InsUri) uri = ins_uri_parse ("esp301:x?y=&z=", NULL);
  g_autoptr (GError) error = NULL;
  InsStageOptions options;

  g_assert_true (ins_stage_options_parse (&options, uri, &error));
  f->held = g_string_new (NULL);
  f->peer = line_peer_new (answer, f);
  f->stage = ins_esp_stage_new (f->peer->near_end, &options);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_object_unref (f->stage);
  line_peer_free (f->peer);
  g_string_free (f->held, TRUE);
}

static void
open_stage (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  gboolean open = ins_stage_open (f->stage, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (open);
}

static gboolean
try_move (Fixture *f, double x_mm, GError **error)
{
  const InsPosition target = { { x_mm, STAYS, STAYS } };

  return ins_stage_move (f->stage, &target, 10.0, error);
}

/* Two answers come one line late each. What the controller says of the move is still what counts
 * for the move, and not what it had said before. */
static void
test_late_answers (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  InsStageReport report;

  open_stage (f);
  line_peer_lock (f->peer);
  f->n_behind = 2;
  f->refuse = "1PA";
  line_peer_unlock (f->peer);
  g_assert_true (ins_stage_poll (f->stage, &report, NULL));
  g_assert_cmpfloat (report.position.mm[0], ==, 7.5);
  g_assert_false (try_move (f, 50.0, &error));
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LIMIT);
  g_assert_true (line_peer_has (f->peer, "VE?;"));
}

/* The answer to the move itself comes late: its error was taken out of the memory by that. */
static void
test_late_refusal (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  open_stage (f);
  g_assert_true (try_move (f, 40.0, NULL)); /* sets the speed */
  line_peer_lock (f->peer);
  f->refuse = "1PA";
  line_peer_unlock (f->peer);
  for (guint n_behind = 1; n_behind <= 6; n_behind++)
    {
      line_peer_lock (f->peer);
      f->n_behind = n_behind;
      f->hold_from = n_behind % 2 == 0 ? "1PA" : NULL; /* or from the questions before it */
      line_peer_unlock (f->peer);
      g_test_message ("%u behind", n_behind);
      g_assert_false (try_move (f, 50.0, &error));
      g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LIMIT);
      g_clear_error (&error);
    }
}

static void
test_marks_only_after_a_gap (Fixture *f, gconstpointer data)
{
  InsStageReport report;

  open_stage (f);
  line_peer_forget (f->peer);
  for (guint i = 0; i < 5; i++)
    g_assert_true (ins_stage_poll (f->stage, &report, NULL));
  g_assert_false (line_peer_has (f->peer, "VE?"));
}

/* A digit that is lost leaves a good number: settings are believed when they were said twice. */
static void
test_lost_digit (Fixture *f, gconstpointer data)
{
  static const char *const questions[] = { "1SR?", "1VU?", "1AC?", "1SU?" };

  for (gsize i = 0; i < G_N_ELEMENTS (questions); i++)
    {
      InsStageInfo info;

      line_peer_lock (f->peer);
      f->lose_digit_of = questions[i];
      f->n_lost = 1;
      line_peer_unlock (f->peer);
      open_stage (f);
      ins_stage_get_info (f->stage, &info);
      g_assert_cmpuint (f->n_lost, ==, 0);
      g_assert_cmpfloat (info.travel_maximum.mm[0], ==, 225.0);
      g_assert_cmpfloat (info.maximum_speed.mm[0], ==, 100.0);
      g_assert_cmpfloat (info.acceleration.mm[0], ==, 1000.0);
      g_assert_cmpfloat (info.resolution.mm[0], ==, 0.001);
      tear_down (f, NULL);
      set_up (f, NULL);
    }
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/esp-resync/late-answers", test_late_answers);
  ADD ("/esp-resync/late-refusal", test_late_refusal);
  ADD ("/esp-resync/marks-only-after-a-gap", test_marks_only_after_a_gap);
  ADD ("/esp-resync/lost-digit", test_lost_digit);

  return g_test_run ();
}
