/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "window-testing.h"

/* Tab alone comes to every control that can be used, in every state of the window, and back to the
 * first; nothing holds it. */

#define MOST_STEPS 1000

/* Where the focus may lie. Inside of a text, drop-down or menu button that is the inner part. */
static gboolean
takes_focus (GtkWidget *widget)
{
  return gtk_widget_get_focusable (widget) && gtk_widget_get_mapped (widget) &&
         gtk_widget_is_sensitive (widget) && gtk_widget_get_can_focus (widget) &&
         gtk_widget_get_width (widget) > 0 && !GTK_IS_SCROLLED_WINDOW (widget) &&
         !GTK_IS_PANED (widget) && !GTK_IS_LABEL (widget) && !GTK_IS_LIST_BOX (widget);
}

static void
collect (GtkWidget *top, GHashTable *wanted)
{
  if (!gtk_widget_get_mapped (top) || GTK_IS_POPOVER (top) || !gtk_widget_get_can_focus (top))
    return;
  if (takes_focus (top))
    g_hash_table_add (wanted, top);
  for (GtkWidget *child = gtk_widget_get_first_child (top); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    collect (child, wanted);
}

/* Of a group of choices Tab comes to one, and the arrow keys to the others. */
static gboolean
is_reached_by_neighbour (GtkWidget *widget, GHashTable *reached)
{
  GtkWidget *group = NULL;

  for (GtkWidget *up = widget; up != NULL && group == NULL; up = gtk_widget_get_parent (up))
    if (GTK_IS_LIST_BOX (up) || GTK_IS_LIST_VIEW (up) || GTK_IS_FLOW_BOX (up) ||
        GTK_IS_STACK_SWITCHER (up) || GTK_IS_GRID_VIEW (up) || GTK_IS_COLUMN_VIEW (up))
      group = up;
  if (group != NULL)
    {
      GHashTableIter iter;
      gpointer other;

      g_hash_table_iter_init (&iter, reached);
      while (g_hash_table_iter_next (&iter, &other, NULL))
        if (gtk_widget_is_ancestor (other, group))
          return TRUE;
    }

  return FALSE;
}

static char *
describe (GtkWidget *widget)
{
  GString *way = g_string_new (NULL);

  for (GtkWidget *up = widget; up != NULL; up = gtk_widget_get_parent (up))
    {
      const char *tooltip = gtk_widget_get_tooltip_text (up);

      g_string_append_printf (way, "%s%s%s ", G_OBJECT_TYPE_NAME (up), tooltip != NULL ? " " : "",
                              tooltip != NULL ? tooltip : "");
    }

  return g_string_free (way, FALSE);
}

/* Presses Tab until it is where it began; what it came by. */
static GHashTable *
tab_around (WindowFixture *fixture, GtkDirectionType direction)
{
  GtkWidget *window = GTK_WIDGET (fixture->window);
  GHashTable *reached = g_hash_table_new (NULL, NULL);
  GtkWidget *before = NULL;
  guint n_known = 0;

  gtk_window_set_focus (GTK_WINDOW (window), NULL);
  for (guint i = 0; i < MOST_STEPS; i++)
    {
      GtkWidget *focus;

      if (!gtk_widget_child_focus (window, direction))
        gtk_window_set_focus (GTK_WINDOW (window), NULL); /* the end: a window begins anew */
      focus = gtk_window_get_focus (GTK_WINDOW (window));
      if (focus == NULL)
        continue;
      g_assert_true (focus != before || g_hash_table_size (reached) > 1); /* held */
      before = focus;
      n_known = g_hash_table_contains (reached, focus) ? n_known + 1 : 0;
      g_hash_table_add (reached, focus);
      if (n_known > g_hash_table_size (reached))
        break;
    }

  return reached;
}

static void
examine (WindowFixture *fixture, const char *where)
{
  g_autoptr (GHashTable) wanted = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) forward = NULL;
  g_autoptr (GHashTable) backward = NULL;
  GHashTableIter iter;
  gpointer widget;
  guint n_bad = 0;

  window_testing_wait_until (fixture, window_testing_never, 0.2);
  collect (GTK_WIDGET (fixture->window), wanted);
  forward = tab_around (fixture, GTK_DIR_TAB_FORWARD);
  backward = tab_around (fixture, GTK_DIR_TAB_BACKWARD);
  g_hash_table_iter_init (&iter, wanted);
  while (g_hash_table_iter_next (&iter, &widget, NULL))
    {
      gboolean there = g_hash_table_contains (forward, widget);
      gboolean back = g_hash_table_contains (backward, widget);

      if ((!there || !back) && !is_reached_by_neighbour (widget, forward))
        {
          g_autofree char *way = describe (widget);

          g_printerr ("%s: Tab does not come %s %s\n", where, there ? "back to" : "to", way);
          n_bad++;
        }
    }
  g_test_message ("%s: %u controls, %u come by", where, g_hash_table_size (wanted),
                  g_hash_table_size (forward));
  g_assert_cmpuint (g_hash_table_size (wanted), >, 20);
  g_assert_cmpuint (n_bad, ==, 0);
}

static void
act (WindowFixture *fixture, const char *action)
{
  g_action_group_activate_action (G_ACTION_GROUP (fixture->window), action, NULL);
}

static void
test_no_rig (WindowFixture *fixture, gconstpointer data)
{
  examine (fixture, "without a rig");
}

static void
test_ready (WindowFixture *fixture, gconstpointer data)
{
  window_testing_home (fixture);
  examine (fixture, "ready");
  act (fixture, "stage");
  examine (fixture, "the stage's page");
  act (fixture, "stage-done");
  act (fixture, "card");
  examine (fixture, "the card's page");
  act (fixture, "card-done");
}

static void
test_scan (WindowFixture *fixture, gconstpointer data)
{
  window_testing_start_scan (fixture, 60, 12, 20.0);
  g_assert_true (window_testing_wait_until (fixture, window_testing_is_running, SCAN_S));
  examine (fixture, "a scan on the way");
  act (fixture, "stop");
  g_assert_true (window_testing_wait_until (fixture, window_testing_has_file, SCAN_S));
  g_action_group_change_action_state (G_ACTION_GROUP (fixture->window), "tool",
                                      g_variant_new_string ("measure"));
  examine (fixture, "measuring");
}

static void
add (void)
{
  ADD ("/window/keyboard/no-rig", NULL, test_no_rig);
  ADD ("/window/keyboard/ready", "sim:coin", test_ready);
  ADD ("/window/keyboard/scan", "sim:coin", test_scan);
}

int
main (int argc, char **argv)
{
  return window_testing_run (&argc, &argv, add);
}
