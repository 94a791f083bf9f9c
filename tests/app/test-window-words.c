/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ins-gate-row.h"
#include "app/ins-group.h"
#include "core/ins-locale.h"
#include "widget-words.h"
#include "window-testing.h"

/* The window in a language that nobody speaks (make-pseudo.py): no text that was not translated,
 * and none without room, at 1366 x 768. */

#define WIDTH 1366
#define HEIGHT 768

static guint n_bad; /* in all states, so that each is looked at */

typedef struct
{
  GPtrArray *plain, *cut;
} Found;

static void
look_at (GtkWidget *widget, gpointer data)
{
  Found *found = data;

  const guint n_before = found->cut->len;

  widget_words_find_plain (widget, found->plain);
  widget_words_find_cut (widget, found->cut);
  if (found->cut->len == n_before)
    return;
  /* a figure that has just changed gets its place with the next frame */
  g_ptr_array_set_size (found->cut, (int)n_before);
  window_testing_wait_until (NULL, window_testing_never, 0.2);
  widget_words_find_cut (widget, found->cut);
}

static void
settle (WindowFixture *fixture)
{
  window_testing_wait_until (fixture, window_testing_never, 0.3);
}

static void
say (GPtrArray *sentences)
{
  for (guint i = 0; i < sentences->len; i++)
    g_printerr ("%s\n", (const char *)sentences->pdata[i]);
}

/* Looks at the window as it is and at all that opens in it, and says what is amiss. */
static void
examine (WindowFixture *fixture, const char *what)
{
  GtkWidget *window = GTK_WIDGET (fixture->window);
  Found found = { g_ptr_array_new_with_free_func (g_free),
                  g_ptr_array_new_with_free_func (g_free) };
  int least_width, least_height;

  settle (fixture);
  gtk_widget_measure (window, GTK_ORIENTATION_HORIZONTAL, -1, &least_width, NULL, NULL, NULL);
  gtk_widget_measure (window, GTK_ORIENTATION_VERTICAL, WIDTH, &least_height, NULL, NULL, NULL);
  look_at (window, &found);
  widget_words_open_each (window, look_at, &found);
  if (found.plain->len + found.cut->len > 0 || least_width > WIDTH || least_height > HEIGHT)
    {
      g_printerr ("%s: %d x %d at least\nnot translated: %u\n", what, least_width, least_height,
                  found.plain->len);
      say (found.plain);
      g_printerr ("without room: %u\n", found.cut->len);
      say (found.cut);
      n_bad += MAX (found.plain->len + found.cut->len, 1);
    }
  g_ptr_array_unref (found.plain);
  g_ptr_array_unref (found.cut);
}

static void
act (WindowFixture *fixture, const char *action)
{
  g_action_group_activate_action (G_ACTION_GROUP (fixture->window), action, NULL);
}

/* Every group of the form. */
static void
unfold (GtkWidget *top)
{
  if (INS_IS_GROUP (top))
    ins_group_set_open (INS_GROUP (top), TRUE);
  else if (INS_IS_GATE_ROW (top))
    gtk_widget_activate (top); /* opens its fields */
  for (GtkWidget *child = gtk_widget_get_first_child (top); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    unfold (child);
}

static void
set_up (WindowFixture *fixture, gconstpointer data)
{
  window_testing_set_up (fixture, data);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), WIDTH, HEIGHT);
  settle (fixture);
}

static void
test_nothing_connected (WindowFixture *fixture, gconstpointer data)
{
  g_assert_true (g_str_has_prefix (gtk_label_get_text (fixture->window->stat_stage_label), "⟦"));
  examine (fixture, "without a rig");
  ins_window_show_main_page (fixture->window, "first");
  examine (fixture, "the first page");
}

static void
test_ready (WindowFixture *fixture, gconstpointer data)
{
  window_testing_home (fixture);
  examine (fixture, "ready");
  unfold (GTK_WIDGET (fixture->window));
  examine (fixture, "all groups unfolded");
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
  act (fixture, "pause");
  g_assert_true (window_testing_wait_until (fixture, window_testing_is_paused, SCAN_S));
  examine (fixture, "a pause");
  act (fixture, "stop");
  g_assert_true (window_testing_wait_until (fixture, window_testing_has_file, SCAN_S));
  examine (fixture, "a stopped scan");
  g_action_group_change_action_state (G_ACTION_GROUP (fixture->window), "tool",
                                      g_variant_new_string ("measure"));
  examine (fixture, "measuring");
}

static void
test_nothing_was_bad (void)
{
  g_assert_cmpuint (n_bad, ==, 0);
}

static void
add (void)
{
  g_test_add ("/window/words/no-rig", WindowFixture, NULL, set_up, test_nothing_connected,
              window_testing_tear_down);
  g_test_add ("/window/words/ready", WindowFixture, "sim:coin", set_up, test_ready,
              window_testing_tear_down);
  g_test_add ("/window/words/scan", WindowFixture, "sim:coin", set_up, test_scan,
              window_testing_tear_down);
  g_test_add_func ("/window/words/result", test_nothing_was_bad);
}

int
main (int argc, char **argv)
{
  ins_locale_init ();

  return window_testing_run (&argc, &argv, add);
}
