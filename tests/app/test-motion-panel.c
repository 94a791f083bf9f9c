/* The armed keyboard, home, go to, and what the panel says. Exits with 77 where there is no
 * display.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <locale.h>
#include <math.h>
#include <string.h>

#include "app/ins-go-to-popover.h"
#include "app/ins-jog-pad.h"
#include "app/ins-step-ladder.h"
#include "jog-fixture.h"

static gboolean
has_four_keep_alives (gpointer data)
{
  JogFixture *f = data;

  return fake_session_get_n_keep_alives (f->session) >= 4;
}

/* ---- keys --------------------------------------------------------------------------------- */

static void
test_keys_need_arming (JogFixture *f, gconstpointer data)
{
  g_assert_false (panel_test_press_key (f->window, GDK_KEY_Right, 0));
  panel_test_release_key (f->window, GDK_KEY_Right, 0);
  jog_fixture_assert_log (f, "");
  jog_fixture_arm (f);
  g_assert_true (panel_test_press_key (f->window, GDK_KEY_Right, 0));
  jog_fixture_assert_log (f, "jog X 1000 at 10000");
}

static void
test_keys_ignore_repeat (JogFixture *f, gconstpointer data)
{
  jog_fixture_arm (f);
  for (int i = 0; i < 20; i++)
    g_assert_true (panel_test_press_key (f->window, GDK_KEY_Up, 0));
  jog_fixture_assert_log (f, "jog Y -1000 at 10000");
  panel_test_run_ms (300);
  fake_session_emit_changed (f->session);
  for (int i = 0; i < 20; i++)
    panel_test_press_key (f->window, GDK_KEY_Up, 0);
  jog_fixture_assert_log (f, "");
}

static void
test_keys_shift (JogFixture *f, gconstpointer data)
{
  jog_fixture_arm (f);
  panel_test_press_key (f->window, GDK_KEY_Page_Up, GDK_SHIFT_MASK);
  jog_fixture_assert_log (f, "jog Z 1000 at 10000");
  panel_test_release_key (f->window, GDK_KEY_Page_Up, GDK_SHIFT_MASK);
  panel_test_run_ms (300);
  fake_session_emit_changed (f->session);
  ins_step_ladder_set_step_mm (jog_fixture_get (f, "ladder_xy"), 10.0);
  panel_test_press_key (f->window, GDK_KEY_Left, GDK_SHIFT_MASK);
  jog_fixture_assert_log (f, ""); /* asks first: test-jog.c */
  jog_fixture_assert_question (f, "100.0 mm");
}

static void
test_keys_hold (JogFixture *f, gconstpointer data)
{
  jog_fixture_set_hold (f);
  jog_fixture_arm (f);
  panel_test_press_key (f->window, GDK_KEY_Down, GDK_SHIFT_MASK);
  panel_test_run_until (has_four_keep_alives, f);
  jog_fixture_assert_log (f, "hold Y 1 at 40000");
  for (int i = 0; i < 5; i++)
    panel_test_press_key (f->window, GDK_KEY_Down, GDK_SHIFT_MASK);
  jog_fixture_assert_log (f, "");
  /* the modifier first: the jog ends, and the repeating arrow does not start it again */
  panel_test_release_key (f->window, GDK_KEY_Shift_L, GDK_SHIFT_MASK);
  jog_fixture_assert_log (f, "release");
  for (int i = 0; i < 5; i++)
    panel_test_press_key (f->window, GDK_KEY_Down, 0);
  panel_test_run_ms (300);
  jog_fixture_assert_log (f, "");
  panel_test_release_key (f->window, GDK_KEY_Down, 0);
  jog_fixture_assert_log (f, "");
}

static gboolean
shows_running (JogFixture *f, InsAxis axis, int direction)
{
  InsJogKey *key = ins_jog_pad_get_key (jog_fixture_get (f, "jog_pad"), axis, direction);

  return gtk_widget_has_css_class (GTK_WIDGET (key), "runs");
}

/* J in a held jog ends it, and takes the keys away as at any other time. */
static void
test_keys_disarm_on_j (JogFixture *f, gconstpointer data)
{
  jog_fixture_set_hold (f);
  jog_fixture_arm (f);
  panel_test_press_key (f->window, GDK_KEY_Right, 0);
  panel_test_run_until (has_four_keep_alives, f);
  jog_fixture_assert_log (f, "hold X 1 at 10000");
  panel_test_press_key (f->window, GDK_KEY_j, 0);
  jog_fixture_assert_log (f, "release");
  g_assert_false (jog_fixture_is_armed (f));
}

/* The key of the panel that is held on the keyboard looks held, as long as it moves something. */
static void
test_keys_are_seen (JogFixture *f, gconstpointer data)
{
  jog_fixture_set_hold (f);
  jog_fixture_arm (f);
  panel_test_press_key (f->window, GDK_KEY_Right, 0);
  g_assert_true (shows_running (f, INS_AXIS_X, 1));
  g_assert_false (shows_running (f, INS_AXIS_X, -1));
  panel_test_run_until (has_four_keep_alives, f);
  g_assert_true (shows_running (f, INS_AXIS_X, 1));
  f->snapshot->report.activity = INS_STAGE_ALARM;
  fake_session_emit_changed (f->session);
  g_assert_false (shows_running (f, INS_AXIS_X, 1));
  panel_test_release_key (f->window, GDK_KEY_Right, 0);
  g_assert_false (shows_running (f, INS_AXIS_X, 1));
}

static void
test_keys_leave_entries_alone (JogFixture *f, gconstpointer data)
{
  GtkWidget *entry = gtk_entry_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_window_set_child (f->window, NULL);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (f->panel));
  gtk_box_append (GTK_BOX (box), entry);
  gtk_window_set_child (f->window, box);
  panel_test_run_ms (50);
  jog_fixture_arm (f);
  gtk_widget_grab_focus (entry);
  g_assert_false (panel_test_press_key (f->window, GDK_KEY_Right, 0));
  g_assert_false (panel_test_press_key (f->window, GDK_KEY_3, 0));
  jog_fixture_assert_log (f, "");
}

static void
test_keys_choose_step (JogFixture *f, gconstpointer data)
{
  jog_fixture_arm (f);
  g_assert_true (panel_test_press_key (f->window, GDK_KEY_2, 0));
  g_assert_cmpfloat (ins_step_ladder_get_step_mm (jog_fixture_get (f, "ladder_xy")), ==, 0.2);
}

static void
test_keys_disarm (JogFixture *f, gconstpointer data)
{
  const JogStop *how = data;

  jog_fixture_arm (f);
  how->stop (f);
  g_assert_false (jog_fixture_is_armed (f));
}

static void
test_keys_not_armed_without_stage (JogFixture *f, gconstpointer data)
{
  f->snapshot->stage_link = INS_LINK_LOST;
  fake_session_emit_changed (f->session);
  panel_test_press_key (f->window, GDK_KEY_j, 0);
  g_assert_false (jog_fixture_is_armed (f));
}

/* ---- home, go to, states ------------------------------------------------------------------- */

static void
test_home_asks (JogFixture *f, gconstpointer data)
{
  ins_motion_panel_ask_home (f->panel);
  panel_test_run_ms (50);
  jog_fixture_assert_log (f, "");
  g_signal_emit_by_name (jog_fixture_find_button (jog_fixture_get (f, "home_popover"), "Cancel"),
                         "clicked");
  jog_fixture_assert_log (f, "");
  ins_motion_panel_ask_home (f->panel);
  g_signal_emit_by_name (jog_fixture_find_button (jog_fixture_get (f, "home_popover"), "Home"),
                         "clicked");
  jog_fixture_assert_log (f, "home");
}

/* Ctrl+Home asks, it does not move. */
static void
test_home_by_shortcut (JogFixture *f, gconstpointer data)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (f->panel));
  GtkWidget *popover = jog_fixture_get (f, "home_popover");
  guint n_activated = 0;

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);
      g_autoptr (GtkShortcut) shortcut = GTK_IS_SHORTCUT_CONTROLLER (controller)
                                             ? g_list_model_get_item (G_LIST_MODEL (controller), 0)
                                             : NULL;
      g_autofree char *trigger = shortcut != NULL ? gtk_shortcut_trigger_to_string (
                                                        gtk_shortcut_get_trigger (shortcut))
                                                  : NULL;

      if (g_strcmp0 (trigger, "<Control>Home") == 0)
        n_activated += (guint)gtk_shortcut_action_activate (gtk_shortcut_get_action (shortcut), 0,
                                                            GTK_WIDGET (f->panel), NULL);
    }
  g_assert_cmpuint (n_activated, ==, 1);
  g_assert_true (gtk_widget_get_visible (popover));
  jog_fixture_assert_log (f, "");
}

static void
ask_go_to (JogFixture *f, double x, double y)
{
  const InsPosition target = { { x, y, (double)NAN } };

  ins_motion_panel_ask_go_to (f->panel, &target);
  panel_test_run_ms (50);
}

static void
click_go (JogFixture *f)
{
  GtkWidget *go = panel_test_get_child (jog_fixture_get (f, "go_to_popover"),
                                        INS_TYPE_GO_TO_POPOVER, "go");

  if (gtk_widget_is_sensitive (go))
    g_signal_emit_by_name (go, "clicked");
}

static void
test_go_to (JogFixture *f, gconstpointer data)
{
  ask_go_to (f, 110.0, 120.0);
  jog_fixture_assert_log (f, "");
  click_go (f);
  jog_fixture_assert_log (f, "move 110000 120000 100000 at 10000");
}

static void
test_go_to_far_asks_twice (JogFixture *f, gconstpointer data)
{
  ask_go_to (f, 160.0, 100.0);
  click_go (f);
  jog_fixture_assert_log (f, "");
  click_go (f);
  jog_fixture_assert_log (f, "move 160000 100000 100000 at 10000");
}

static void
test_go_to_outside (JogFixture *f, gconstpointer data)
{
  gpointer sentence = panel_test_get_child (jog_fixture_get (f, "go_to_popover"),
                                            INS_TYPE_GO_TO_POPOVER, "sentence");

  ask_go_to (f, 225.1, 100.0);
  g_assert_cmpstr (gtk_label_get_text (sentence), ==, "X goes from \u221225.0 to 225.0 mm.");
  click_go (f);
  click_go (f);
  jog_fixture_assert_log (f, "");
}

static void
test_states (JogFixture *f, gconstpointer data)
{
  gpointer card = jog_fixture_get (f, "position_card");
  gpointer x = panel_test_get_child (card, G_OBJECT_TYPE (card), "position_x");
  gpointer chip = panel_test_get_child (card, G_OBJECT_TYPE (card), "chip_label");
  gpointer note = panel_test_get_child (card, G_OBJECT_TYPE (card), "note");
  gpointer note_box = panel_test_get_child (card, G_OBJECT_TYPE (card), "note_box");

  g_assert_cmpstr (gtk_label_get_text (x), ==, "100.000");
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (x), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "X position");
  g_assert_cmpstr (gtk_label_get_text (chip), ==, "At rest, homed");
  g_assert_false (gtk_widget_get_visible (note_box));

  f->snapshot->stage_link = INS_LINK_LOST;
  g_strlcpy (f->snapshot->stage_message, "The cable is cut.", sizeof f->snapshot->stage_message);
  g_strlcpy (f->snapshot->motion_message, "The cable is cut.", sizeof f->snapshot->motion_message);
  fake_session_emit_changed (f->session);
  panel_test_run_ms (150);
  /* the banner says it */
  g_assert_null (strstr (gtk_label_get_text (note), "cable"));
  g_assert_false (gtk_widget_get_visible (jog_fixture_get (f, "message")));
  g_assert_cmpstr (gtk_label_get_text (x), ==, "unknown");
  g_assert_cmpstr (gtk_label_get_text (chip), ==, "No answer");
  g_assert_true (gtk_widget_get_visible (note_box));
  g_assert_nonnull (strstr (gtk_label_get_text (note), "100.000"));
  g_assert_false (gtk_widget_is_sensitive (jog_fixture_get (f, "jog_pad")));

  f->snapshot->stage_link = INS_LINK_READY;
  f->snapshot->report.activity = INS_STAGE_ALARM;
  g_strlcpy (f->snapshot->report.message, "Hard limit", sizeof f->snapshot->report.message);
  fake_session_emit_changed (f->session);
  panel_test_run_ms (150);
  g_assert_cmpstr (gtk_label_get_text (chip), ==, "Alarm");
  g_assert_nonnull (strstr (gtk_label_get_text (note), "Hard limit"));
  g_assert_true (gtk_widget_get_visible (jog_fixture_get (f, "unlock_button")));
  g_signal_emit_by_name (jog_fixture_get (f, "unlock_button"), "clicked");
  jog_fixture_assert_log (f, "unlock");
  f->snapshot->reference_message[0] = '\0';
  f->snapshot->report.homed = f->snapshot->report.position_known = TRUE;
  fake_session_emit_changed (f->session);
  panel_test_run_ms (150);
  g_assert_false (gtk_widget_get_mapped (jog_fixture_get (f, "reference")));
  g_assert_true (gtk_widget_get_mapped (jog_fixture_get (f, "jog_pad")));
}

/* Everything is connected again, but nobody has looked where the stage stands. */
/* A controller that is homed, but counts steps of unknown length: what is missing is said. */
static void
test_unknown_steps (JogFixture *f, gconstpointer data)
{
  gpointer card = jog_fixture_get (f, "position_card");
  gpointer chip = panel_test_get_child (card, G_OBJECT_TYPE (card), "chip_label");

  f->snapshot->report.position_known = FALSE;
  g_strlcpy (f->snapshot->report.message, "The length of a step is not known.",
             sizeof f->snapshot->report.message);
  fake_session_emit_changed (f->session);
  panel_test_run_ms (150);
  g_assert_cmpstr (gtk_label_get_text (chip), ==, "Position unknown");
  jog_fixture_assert_message (f, "The length of a step is not known.");
}

static void
test_confirm (JogFixture *f, gconstpointer data)
{
  const InsStageActivity moving[] = { INS_STAGE_HOMING, INS_STAGE_STOPPING };

  g_assert_false (gtk_widget_get_visible (jog_fixture_get (f, "unlock_button")));
  g_strlcpy (f->snapshot->reference_message, "It may have moved. Home it, or confirm.",
             sizeof f->snapshot->reference_message);
  f->snapshot->report.homed = f->snapshot->report.position_known = FALSE;
  for (guint can_home = 0; can_home < 2; can_home++)
    {
      f->snapshot->stage_info.can_home = can_home == 1;
      fake_session_emit_changed (f->session);
      panel_test_run_ms (150);
      g_assert_true (gtk_widget_get_visible (jog_fixture_get (f, "unlock_button")));
      g_assert_true (gtk_widget_is_sensitive (jog_fixture_get (f, "unlock_button")));
      g_assert_cmpstr (gtk_label_get_text (jog_fixture_get (f, "unlock_label")), ==,
                       "The position is right");
      g_assert_cmpstr (gtk_label_get_text (jog_fixture_get (f, "reference")), ==,
                       f->snapshot->reference_message);
      g_assert_true (gtk_widget_get_mapped (jog_fixture_get (f, "reference")));
      g_assert_false (gtk_widget_is_sensitive (jog_fixture_get (f, "jog_pad")));
      g_assert_false (gtk_widget_get_mapped (jog_fixture_get (f, "jog_pad")));
    }
  for (guint i = 0; i < G_N_ELEMENTS (moving); i++)
    {
      f->snapshot->report.activity = moving[i];
      fake_session_emit_changed (f->session);
      panel_test_run_ms (150);
      g_assert_false (gtk_widget_get_visible (jog_fixture_get (f, "unlock_button")));
    }
  f->snapshot->report.activity = INS_STAGE_IDLE;
  fake_session_emit_changed (f->session);
  panel_test_run_ms (150);
  g_signal_emit_by_name (jog_fixture_get (f, "unlock_button"), "clicked");
  jog_fixture_assert_log (f, "unlock");
}

static void
test_scan_blocks (JogFixture *f, gconstpointer data)
{
  fake_session_set_scanning (f->session, TRUE);
  fake_session_emit_changed (f->session);
  panel_test_run_ms (150);
  g_assert_false (gtk_widget_is_sensitive (jog_fixture_get (f, "jog_pad")));
  g_assert_nonnull (gtk_widget_get_tooltip_text (jog_fixture_get (f, "jog_box")));
  g_signal_emit_by_name (ins_jog_pad_get_key (jog_fixture_get (f, "jog_pad"), INS_AXIS_X, 1),
                         "clicked");
  jog_fixture_assert_log (f, "");
  f->snapshot->scan = INS_SCAN_PAUSED;
  fake_session_emit_changed (f->session);
  panel_test_run_ms (150);
  g_assert_true (gtk_widget_is_sensitive (jog_fixture_get (f, "jog_pad")));
  jog_fixture_press (f, INS_AXIS_X, 1);
  jog_fixture_assert_log (f, "jog X 1000 at 10000");
}

/* What cannot be used makes room; a pause brings it back. */
static void
test_scan_folds_keys (JogFixture *f, gconstpointer data)
{
  f->snapshot->scan = INS_SCAN_RUNNING;
  f->snapshot->n_lines = 500;
  f->snapshot->line.order = 315;
  fake_session_set_scanning (f->session, TRUE);
  fake_session_emit_changed (f->session);
  panel_test_run_ms (150);
  g_assert_false (gtk_widget_get_visible (jog_fixture_get (f, "jog_box")));
  g_assert_false (gtk_widget_get_visible (jog_fixture_get (f, "hand_box")));
  g_assert_true (gtk_widget_get_visible (jog_fixture_get (f, "line_box")));
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (jog_fixture_get (f, "line_label"))), ==,
                   "Line 316 of 500");
  g_assert_true (gtk_widget_has_css_class (jog_fixture_get (f, "position_card"), "large"));
  f->snapshot->scan = INS_SCAN_PAUSED;
  fake_session_emit_changed (f->session);
  panel_test_run_ms (150);
  g_assert_true (gtk_widget_get_visible (jog_fixture_get (f, "jog_box")));
  g_assert_false (gtk_widget_get_visible (jog_fixture_get (f, "line_box")));
  g_assert_false (gtk_widget_has_css_class (jog_fixture_get (f, "position_card"), "large"));
}

#define ADD(path, function)                                                                        \
  g_test_add ("/motion/" path, JogFixture, NULL, jog_fixture_set_up, function,                     \
              jog_fixture_tear_down)

static void
add_stops (void)
{
  for (guint i = 0; i < n_jog_stops; i++)
    {
      g_autofree char *path = g_strconcat ("/motion/keys/disarm-on/", jog_stops[i].name, NULL);

      if (jog_stops[i].disarms)
        g_test_add (path, JogFixture, &jog_stops[i], jog_fixture_set_up, test_keys_disarm,
                    jog_fixture_tear_down);
    }
}

int
main (int argc, char **argv)
{
  int status;

  if (!gtk_init_check ())
    return 77;
  jog_fixture_start_bus ();
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);

  ADD ("keys/need-arming", test_keys_need_arming);
  ADD ("keys/ignore-repeat", test_keys_ignore_repeat);
  ADD ("keys/shift", test_keys_shift);
  ADD ("keys/hold", test_keys_hold);
  ADD ("keys/disarm-on-j", test_keys_disarm_on_j);
  ADD ("keys/are-seen", test_keys_are_seen);
  ADD ("keys/leave-entries-alone", test_keys_leave_entries_alone);
  ADD ("keys/choose-step", test_keys_choose_step);
  ADD ("keys/not-armed-without-stage", test_keys_not_armed_without_stage);
  ADD ("home/asks", test_home_asks);
  ADD ("home/by-shortcut", test_home_by_shortcut);
  ADD ("go-to/near", test_go_to);
  ADD ("go-to/far-asks-twice", test_go_to_far_asks_twice);
  ADD ("go-to/outside", test_go_to_outside);
  ADD ("states", test_states);
  ADD ("unknown-steps", test_unknown_steps);
  ADD ("confirm", test_confirm);
  ADD ("scan-blocks", test_scan_blocks);
  ADD ("scan-folds-keys", test_scan_folds_keys);
  add_stops ();
  status = g_test_run ();
  jog_fixture_end_bus ();

  return status;
}
