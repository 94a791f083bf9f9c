/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "app/ins-choice.h"
#include "app/ins-settings.h"
#include "scan/ins-preflight-fix.h"
#include "window-testing.h"

/* The page of the card in the window: opened, used, left, and while a scan runs. */

static void
act (WindowFixture *fixture, const char *action)
{
  g_action_group_activate_action (G_ACTION_GROUP (fixture->window), action, NULL);
}

static const char *
get_page (WindowFixture *fixture)
{
  return gtk_stack_get_visible_child_name (fixture->window->side_stack);
}

static gpointer
get_child (WindowFixture *fixture, GType type, const char *name)
{
  GObject *child = gtk_widget_get_template_child (GTK_WIDGET (fixture->window->card_page),
                                                  INS_TYPE_CARD_PAGE, name);

  g_assert_true (G_TYPE_CHECK_INSTANCE_TYPE (child, type));

  return child;
}

/* As the drop-down of this row does when a person chooses. */
static void
choose_part (WindowFixture *fixture, guint position)
{
  GObject *part = get_child (fixture, INS_TYPE_CHOICE, "part");
  GObject *drop_down = gtk_widget_get_template_child (GTK_WIDGET (part), INS_TYPE_CHOICE,
                                                      "drop_down");

  gtk_drop_down_set_selected (GTK_DROP_DOWN (drop_down), position);
}

static gboolean
has_blocks (WindowFixture *fixture)
{
  return strcmp (ins_session_get_card (fixture->session), "sim:blocks") == 0 &&
         window_testing_get_snapshot (fixture)->digitizer_link == INS_LINK_READY;
}

static gboolean
has_coin (WindowFixture *fixture)
{
  return strcmp (ins_session_get_card (fixture->session), "sim:coin") == 0 &&
         window_testing_get_snapshot (fixture)->digitizer_link == INS_LINK_READY;
}

static gboolean
has_ascan (WindowFixture *fixture)
{
  return strncmp (gtk_label_get_text (fixture->window->a_sub), "live", 4) == 0;
}

static void
test_open_and_leave (WindowFixture *fixture, gconstpointer data)
{
  g_assert_true (window_testing_wait_until (fixture, window_testing_is_ready, SHORT_S));
  g_assert_cmpstr (get_page (fixture), ==, "set-up");
  /* the entry of the status row is a button */
  g_signal_emit_by_name (fixture->window->stat_card, "clicked");
  g_assert_cmpstr (get_page (fixture), ==, "card");
  g_assert_true (window_testing_wait_until (fixture, has_ascan, SHORT_S));
  g_assert_true (gtk_widget_is_visible (fixture->window->stop_button));
  g_assert_true (gtk_widget_is_visible (GTK_WIDGET (fixture->window->motion_panel)));
  g_assert_true (gtk_widget_is_visible (GTK_WIDGET (fixture->window->ascan_view)));
  act (fixture, "card-done");
  g_assert_cmpstr (get_page (fixture), ==, "set-up");
  /* a folded panel comes back for it */
  act (fixture, "show-scan-panel");
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (fixture->window->side_stack)));
  act (fixture, "card");
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (fixture->window->side_stack)));
}

/* Another simulated part and back, without a look at the stage. */
static void
test_change (WindowFixture *fixture, gconstpointer data)
{
  GSettings *settings = ins_settings_get ();
  g_autofree char *remembered = NULL;

  window_testing_home (fixture);
  act (fixture, "card");
  choose_part (fixture, 1);
  g_assert_true (window_testing_wait_until (fixture, has_blocks, SHORT_S));
  g_assert_true (window_testing_is_homed_and_idle (fixture));
  g_assert_true (window_testing_wait_until (fixture, has_ascan, SHORT_S));
  if (settings != NULL)
    {
      remembered = g_settings_get_string (settings, "digitizer");
      g_assert_cmpstr (remembered, ==, "sim:blocks");
    }
  /* leaving does not wait for the hand to be still */
  choose_part (fixture, 0);
  window_testing_wait_until (fixture, window_testing_never, 0.02);
  act (fixture, "card-done");
  g_assert_true (window_testing_wait_until (fixture, has_coin, SHORT_S));
  window_testing_start_scan (fixture, 50, 3, 50.0);
  g_assert_true (window_testing_wait_until (fixture, window_testing_has_file, SCAN_S));
}

static void
test_in_a_scan (WindowFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  act (fixture, "card");
  window_testing_start_scan (fixture, 50, 400, 20.0);
  g_assert_true (window_testing_wait_until (fixture, window_testing_is_running, SCAN_S));
  g_assert_cmpstr (get_page (fixture), ==, "run");
  /* it can be looked at, and nothing changed */
  act (fixture, "card");
  window_testing_wait_until (fixture, window_testing_never, 0.3);
  g_assert_cmpstr (get_page (fixture), ==, "card");
  g_assert_false (gtk_widget_is_sensitive (get_child (fixture, GTK_TYPE_WIDGET, "form")));
  g_assert_true (gtk_widget_is_visible (get_child (fixture, GTK_TYPE_WIDGET, "scan_note")));
  g_assert_false (ins_session_set_card (fixture->session, "sim:blocks", &error));
  g_assert_nonnull (error);
  act (fixture, "card-done");
  g_assert_cmpstr (get_page (fixture), ==, "run");
  act (fixture, "stop");
  g_assert_true (window_testing_wait_until (fixture, window_testing_has_ended, SCAN_S));
  g_assert_cmpstr (ins_session_get_card (fixture->session), ==, "sim:coin");
}

static gboolean
has_zaber (WindowFixture *fixture)
{
  return window_testing_is_ready (fixture) &&
         strcmp (window_testing_get_snapshot (fixture)->stage_info.protocol, "zaber") == 0;
}

/* Another stage from its page, in a window that goes on working: it is remembered, and a scan runs
 * on it. */
static void
test_change_stage (WindowFixture *fixture, gconstpointer data)
{
  GSettings *settings = ins_settings_get ();
  GObject *entry = gtk_widget_get_template_child (GTK_WIDGET (fixture->window->stage_page),
                                                  INS_TYPE_STAGE_PAGE, "address_entry");

  g_assert_true (window_testing_wait_until (fixture, window_testing_is_ready, SHORT_S));
  g_signal_emit_by_name (fixture->window->stat_stage, "clicked");
  g_assert_cmpstr (get_page (fixture), ==, "stage");
  gtk_editable_set_text (GTK_EDITABLE (entry), "sim?protocol=zaber");
  g_signal_emit_by_name (entry, "activate");
  g_assert_true (window_testing_wait_until (fixture, has_zaber, SHORT_S));
  g_assert_cmpstr (ins_session_get_stage (fixture->session), ==, "sim?protocol=zaber");
  if (settings != NULL)
    {
      g_autofree char *remembered = g_settings_get_string (settings, "stage");

      g_assert_cmpstr (remembered, ==, "sim?protocol=zaber");
    }
  act (fixture, "stage-done");
  g_assert_cmpstr (get_page (fixture), ==, "set-up");
  window_testing_start_scan (fixture, 50, 3, 50.0);
  g_assert_true (window_testing_wait_until (fixture, window_testing_has_file, SCAN_S));
}

static void
test_without_rig (WindowFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  act (fixture, "card");
  g_assert_cmpstr (get_page (fixture), ==, "card");
  g_assert_null (ins_session_get_card (fixture->session));
  g_assert_false (ins_session_set_card (fixture->session, "sim:blocks", &error));
  g_assert_nonnull (strstr (error->message, "no rig"));
}

static gboolean
mends (GtkWidget *widget, InsFix fix)
{
  GVariant *target;

  if (!GTK_IS_BUTTON (widget) || !gtk_widget_get_visible (widget) ||
      g_strcmp0 (gtk_actionable_get_action_name (GTK_ACTIONABLE (widget)), "win.fix") != 0)
    return FALSE;
  target = gtk_actionable_get_action_target_value (GTK_ACTIONABLE (widget));

  return g_variant_get_int32 (target) == (gint32)fix;
}

static GtkWidget *
find_button (GtkWidget *widget, InsFix fix)
{
  if (mends (widget, fix))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_button (child, fix);

      if (found != NULL)
        return found;
    }

  return NULL;
}

/* What the card refuses is mended by a click, as far as a recipe can; else the click leads to it.
 */
static void
test_from_preflight (WindowFixture *fixture, gconstpointer data)
{
  g_autoptr (InsRecipe) recipe = window_testing_make_recipe (50, 3, 50.0);
  GtkWidget *form = GTK_WIDGET (fixture->window->scan_form);
  GtkWidget *button;

  window_testing_home (fixture);
  ins_session_set_recipe (fixture->session, recipe);
  g_assert_true (window_testing_wait_until (fixture, window_testing_can_start, SHORT_S));
  recipe->timing.sample_rate_hz = 400e6;
  ins_session_set_recipe (fixture->session, recipe);
  for (guint i = 0; i < 100 && window_testing_can_start (fixture); i++)
    window_testing_wait_until (fixture, window_testing_never, 0.05);
  button = find_button (form, INS_FIX_SAMPLE_FASTER);
  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
  g_assert_true (window_testing_wait_until (fixture, window_testing_can_start, SHORT_S));
  g_assert_cmpfloat (ins_session_get_recipe (fixture->session)->timing.sample_rate_hz, <, 400e6);
  g_action_group_activate_action (G_ACTION_GROUP (fixture->window), "fix",
                                  g_variant_new_int32 (INS_FIX_CARD_PAGE));
  g_assert_cmpstr (get_page (fixture), ==, "card");
}

static void
add_tests (void)
{
  ADD ("/window-card/open-and-leave", "sim:coin", test_open_and_leave);
  ADD ("/window-card/change", "sim:coin", test_change);
  ADD ("/window-card/change-stage", "sim:coin", test_change_stage);
  ADD ("/window-card/in-a-scan", "sim:coin", test_in_a_scan);
  ADD ("/window-card/without-rig", NULL, test_without_rig);
  ADD ("/window-card/from-preflight", "sim:coin", test_from_preflight);
}

int
main (int argc, char **argv)
{
  return window_testing_run (&argc, &argv, add_tests);
}
