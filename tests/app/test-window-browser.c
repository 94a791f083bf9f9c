/* test-window-browser.c - the scans in the folder: listed, searched, opened, written on, compared
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gstdio.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../storage/storage-fixture.h"
#include "app/ins-compare-private.h"
#include "app/ins-scan-browser.h"
#include "app/ins-scan-order.h"
#include "app/ins-window-middle.h"
#include "app/ins-words-form.h"
#include "window-testing.h"

static void
activate (WindowFixture *fixture, const char *action)
{
  g_action_group_activate_action (G_ACTION_GROUP (fixture->window), action, NULL);
}

/* A scan in the window's folder; @keys: more of [Scan] */
static char *
put_scan (WindowFixture *fixture, const char *name, const char *keys, gboolean is_whole)
{
  const gboolean some[] = { TRUE, TRUE, FALSE, FALSE, FALSE };
  g_autofree char *text = g_strconcat ("[Scan]\n", keys, strchr (FIXTURE_RECIPE, '\n') + 1, NULL);
  g_autoptr (Fixture) scan = fixture_new (text);
  g_autofree char *content = NULL;
  char *path = g_build_filename (fixture->folder, name, NULL);
  gsize length;

  fixture_write (scan, is_whole ? NULL : some, is_whole);
  g_assert_true (g_file_get_contents (scan->path, &content, &length, NULL));
  g_assert_true (g_file_set_contents (path, content, (gssize)length, NULL));

  return path;
}

static void
put_scans (WindowFixture *fixture)
{
  g_autofree char *whole = put_scan (fixture, "whole.nde", "Part=K-17\nOperator=Moewe\n", TRUE);
  g_autofree char *part = put_scan (fixture, "part.nde", "Part=K-18\n", FALSE);
  g_autofree char *bad = g_build_filename (fixture->folder, "bad.nde", NULL);
  g_autofree char *other = g_build_filename (fixture->folder, "other.txt", NULL);

  g_assert_true (g_file_set_contents (bad, "no scan", -1, NULL));
  g_assert_true (g_file_set_contents (other, "no scan", -1, NULL));
}

static InsScanBrowser *
get_browser (WindowFixture *fixture)
{
  return INS_SCAN_BROWSER (gtk_stack_get_child_by_name (fixture->window->middle, "scans"));
}

static gboolean
is_looked (WindowFixture *fixture)
{
  guint n_looked, n_files;

  return !ins_scan_folder_get_progress (ins_scan_browser_get_folder (get_browser (fixture)),
                                        &n_looked, &n_files);
}

static void
browse (WindowFixture *fixture)
{
  activate (fixture, "scans");
  g_assert_true (ins_window_is_in_middle (fixture->window, "scans"));
  g_assert_true (window_testing_wait_until (fixture, is_looked, SHORT_S));
}

/* (transfer full) (nullable) */
static InsScanItem *
find (WindowFixture *fixture, const char *base, guint *position)
{
  GListModel *shown = ins_scan_browser_get_shown (get_browser (fixture));

  for (guint i = 0; i < g_list_model_get_n_items (shown); i++)
    {
      g_autoptr (InsScanItem) item = g_list_model_get_item (shown, i);

      *position = i;
      if (g_str_has_suffix (ins_scan_item_get (item)->path, base))
        return g_steal_pointer (&item);
    }

  return NULL;
}

static void
assert_state (WindowFixture *fixture, const char *base, InsScanFileState state)
{
  guint position;
  g_autoptr (InsScanItem) item = find (fixture, base, &position);

  g_assert_nonnull (item);
  g_assert_true (ins_scan_item_is_looked (item));
  g_assert_cmpint (ins_scan_item_get (item)->state, ==, state);
}

static void
choose (WindowFixture *fixture, const char *base, gboolean alone)
{
  guint position;
  g_autoptr (InsScanItem) item = find (fixture, base, &position);

  g_assert_nonnull (item);
  gtk_selection_model_select_item (ins_scan_browser_get_selection (get_browser (fixture)), position,
                                   alone);
}

/* The first button below @widget whose label or tooltip begins so. */
static GtkWidget *
find_button (GtkWidget *widget, const char *text)
{
  if (GTK_IS_BUTTON (widget))
    {
      const char *label = gtk_button_get_label (GTK_BUTTON (widget));
      const char *tooltip = gtk_widget_get_tooltip_text (widget);

      if ((label != NULL && g_str_equal (label, text)) ||
          (tooltip != NULL && g_str_has_prefix (tooltip, text)))
        return widget;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_button (child, text);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static void
click (GtkWidget *in, const char *text)
{
  GtkWidget *button = find_button (in, text);

  g_assert_nonnull (button);
  g_assert_true (gtk_widget_is_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
}

static void
assert_can (WindowFixture *fixture, const char *text, gboolean can)
{
  g_assert_cmpint (
      gtk_widget_get_sensitive (find_button (GTK_WIDGET (get_browser (fixture)), text)), ==, can);
}

/* ---- tests --------------------------------------------------------------------------------- */

static void
test_listed (WindowFixture *fixture, gconstpointer data)
{
  put_scans (fixture);
  browse (fixture);
  g_assert_cmpuint (g_list_model_get_n_items (ins_scan_browser_get_shown (get_browser (fixture))),
                    ==, 3);
  assert_state (fixture, "/whole.nde", INS_SCAN_FILE_COMPLETE);
  assert_state (fixture, "/part.nde", INS_SCAN_FILE_INTERRUPTED);
  assert_state (fixture, "/bad.nde", INS_SCAN_FILE_BAD);
  assert_can (fixture, "Open", FALSE);
  choose (fixture, "/bad.nde", TRUE);
  assert_can (fixture, "Open", FALSE);
  assert_can (fixture, "Export…", TRUE);
  choose (fixture, "/part.nde", TRUE);
  assert_can (fixture, "Open", TRUE);
  assert_can (fixture, "Compare", FALSE);
  choose (fixture, "/whole.nde", FALSE);
  assert_can (fixture, "Open", FALSE);
  assert_can (fixture, "Compare", TRUE);
  activate (fixture, "scans");
  g_assert_true (ins_window_is_in_middle (fixture->window, "picture"));
}

/* Those without come last; of two that are alike the newer comes first. */
static void
test_orders (WindowFixture *fixture, gconstpointer data)
{
  InsScanSummary scans[] = {
    { .path = (char *)"a", .created_us = 1, .part = (char *)"2", .duration_s = NAN },
    { .path = (char *)"b", .created_us = 2, .part = (char *)"1", .duration_s = 5.0 },
    { .path = (char *)"c", .created_us = 3, .duration_s = 7.0, .width_mm = 1, .height_mm = 1 },
    { .path = (char *)"d", .created_us = 4, .part = (char *)"1", .duration_s = NAN },
  };
  static const struct
  {
    InsScanOrder order;
    guint expected[4];
  } table[] = {
    { INS_SCAN_ORDER_NEWEST, { 3, 2, 1, 0 } }, { INS_SCAN_ORDER_OLDEST, { 0, 1, 2, 3 } },
    { INS_SCAN_ORDER_PART, { 3, 1, 0, 2 } },   { INS_SCAN_ORDER_DURATION, { 2, 1, 3, 0 } },
    { INS_SCAN_ORDER_AREA, { 2, 3, 1, 0 } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    for (guint j = 0; j < 3; j++)
      {
        const InsScanSummary *one = &scans[table[i].expected[j]];
        const InsScanSummary *other = &scans[table[i].expected[j + 1]];

        g_assert_cmpint (ins_scan_order_compare (one, other, table[i].order), <, 0);
        g_assert_cmpint (ins_scan_order_compare (other, one, table[i].order), >, 0);
      }
}

static gboolean
is_one_shown (WindowFixture *fixture)
{
  return g_list_model_get_n_items (ins_scan_browser_get_shown (get_browser (fixture))) == 1;
}

static GtkWidget *
find_type (GtkWidget *widget, GType type)
{
  if (g_type_is_a (G_OBJECT_TYPE (widget), type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_type (child, type);

      if (found != NULL)
        return found;
    }

  return NULL;
}

/* What is new in the folder comes by itself; a file that is gone goes. */
static void
test_searched_and_followed (WindowFixture *fixture, gconstpointer data)
{
  GtkWidget *entry;
  g_autofree char *path = NULL;

  put_scans (fixture);
  browse (fixture);
  entry = find_type (GTK_WIDGET (get_browser (fixture)), GTK_TYPE_SEARCH_ENTRY);
  gtk_editable_set_text (GTK_EDITABLE (entry), "MOEWE k-17");
  g_assert_true (window_testing_wait_until (fixture, is_one_shown, SHORT_S));
  assert_state (fixture, "/whole.nde", INS_SCAN_FILE_COMPLETE);
  path = g_build_filename (fixture->folder, "whole.nde", NULL);
  g_assert_cmpint (g_unlink (path), ==, 0);
  gtk_editable_set_text (GTK_EDITABLE (entry), "k-19");
  g_free (put_scan (fixture, "new.nde", "Part=K-19\n", TRUE));
  g_assert_true (window_testing_wait_until (fixture, is_one_shown, SHORT_S));
  assert_state (fixture, "/new.nde", INS_SCAN_FILE_COMPLETE);
}

static gboolean
shows_picture (WindowFixture *fixture)
{
  return ins_window_is_in_middle (fixture->window, "picture") &&
         ins_session_get_file (fixture->session) != NULL;
}

static void
test_opened (WindowFixture *fixture, gconstpointer data)
{
  put_scans (fixture);
  browse (fixture);
  choose (fixture, "/whole.nde", TRUE);
  click (GTK_WIDGET (get_browser (fixture)), "Open");
  g_assert_true (window_testing_wait_until (fixture, shows_picture, SHORT_S));
  g_assert_true (g_str_has_suffix (ins_nde_file_get_path (ins_session_get_file (fixture->session)),
                                   "/whole.nde"));
  /* the menu has it */
  g_assert_cmpint (g_menu_model_get_n_items (G_MENU_MODEL (fixture->window->recent_menu)), >, 0);
}

/* Nothing goes anywhere before a person has agreed. */
static void
test_trash_asks (WindowFixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "whole.nde", NULL);
  g_autoptr (GList) before = NULL;
  g_autoptr (GList) windows = NULL;
  GtkWidget *dialog = NULL;

  put_scans (fixture);
  browse (fixture);
  choose (fixture, "/whole.nde", TRUE);
  before = gtk_window_list_toplevels ();
  click (GTK_WIDGET (get_browser (fixture)), "Move to the trash");
  windows = gtk_window_list_toplevels ();
  for (GList *each = windows; each != NULL; each = each->next)
    if (g_list_find (before, each->data) == NULL && GTK_IS_DIALOG (each->data))
      dialog = each->data;
  g_assert_nonnull (dialog);
  g_assert_false (gtk_window_get_modal (GTK_WINDOW (dialog)));
  gtk_dialog_response (GTK_DIALOG (dialog), GTK_RESPONSE_CANCEL);
  (void)window_testing_wait_until (fixture, window_testing_never, 0.05);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
}

/* ---- comparing ----------------------------------------------------------------------------- */

static InsCompareView *
get_compare (WindowFixture *fixture)
{
  return INS_COMPARE_VIEW (gtk_stack_get_child_by_name (fixture->window->middle, "compare"));
}

static gboolean
has_result (WindowFixture *fixture)
{
  return ins_compare_view_get_result (get_compare (fixture)) != NULL;
}

static void
compare (WindowFixture *fixture, const char *keys)
{
  g_autofree char *a = put_scan (fixture, "a.nde", "", TRUE);
  g_autofree char *b = put_scan (fixture, "b.nde", keys, TRUE);

  ins_window_compare (fixture->window, a, b);
  g_assert_true (ins_window_is_in_middle (fixture->window, "compare"));
  g_assert_true (window_testing_wait_until (fixture, has_result, SHORT_S));
}

static void
test_compared (WindowFixture *fixture, gconstpointer data)
{
  const InsCompareResult *result;
  InsCompareView *view;
  InsCursor cursor;
  InsPosition middle, other;
  double scale, other_scale;

  compare (fixture, "Part=same\n");
  view = get_compare (fixture);
  result = ins_compare_view_get_result (view);
  g_assert_cmpint (result->outcome, ==, INS_DIFFERENCE_MADE);
  g_assert_cmpuint (result->figures.n_compared, ==, 34); /* but for the hole */
  g_assert_cmpfloat (result->figures.greatest, ==, 0.0);
  g_assert_cmpfloat (result->figures.least, ==, 0.0);
  /* cross-hair, zoom and pan go together */
  ins_cscan_view_set_cursor (view->panes[INS_COMPARE_B].view, 3, 4);
  for (guint i = 0; i < INS_COMPARE_N; i++)
    {
      g_assert_true (ins_cscan_view_get_cursor (view->panes[i].view, &cursor));
      g_assert_cmpuint (cursor.row, ==, 3);
      g_assert_cmpuint (cursor.column, ==, 4);
    }
  (void)window_testing_wait_until (fixture, window_testing_never, 0.2);
  ins_cscan_view_zoom (view->panes[INS_COMPARE_DIFFERENCE].view, 2.0);
  g_assert_true (
      ins_cscan_view_get_look (view->panes[INS_COMPARE_DIFFERENCE].view, &middle, &scale));
  g_assert_true (ins_cscan_view_get_look (view->panes[INS_COMPARE_B].view, &other, &other_scale));
  g_assert_cmpfloat_with_epsilon (scale, other_scale, 1e-6);
  g_assert_cmpfloat_with_epsilon (middle.mm[INS_AXIS_X], other.mm[INS_AXIS_X], 1e-6);
  g_assert_true (isnan (middle.mm[INS_AXIS_Y]));
}

static void
test_compared_apart (WindowFixture *fixture, gconstpointer data)
{
  InsCompareView *view;
  g_autofree char *a = put_scan (fixture, "a.nde", "", TRUE);
  g_autoptr (Fixture) scan = fixture_new (FIXTURE_TEXT ("ScanAxis=-Z\nIndexAxis=Y\n", ""));

  fixture_write (scan, NULL, TRUE);
  ins_window_compare (fixture->window, a, scan->path);
  g_assert_true (window_testing_wait_until (fixture, has_result, SHORT_S));
  view = get_compare (fixture);
  g_assert_cmpint (ins_compare_view_get_result (view)->outcome, ==, INS_DIFFERENCE_OTHER_AXES);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (view->sentence_label)));
  g_assert_nonnull (strstr (gtk_label_get_text (view->sentence_label), "do not overlap"));
  /* leaving lets go of the files */
  activate (fixture, "scans");
  g_assert_null (ins_compare_view_get_result (view));
}

static gboolean
shows_message (WindowFixture *fixture)
{
  InsCompareView *view = get_compare (fixture);

  return strstr (gtk_label_get_text (view->message_label), "bad.nde") != NULL &&
         g_str_equal (gtk_stack_get_visible_child_name (view->stack), "message");
}

/* What is typed in the form goes to the recipe, and a recipe shows there. */
static void
test_words_in_form (WindowFixture *fixture, gconstpointer data)
{
  GtkWidget *form = find_type (GTK_WIDGET (fixture->window->scan_form), INS_TYPE_WORDS_FORM);
  GtkWidget *entry = find_type (form, GTK_TYPE_ENTRY);
  g_autoptr (InsRecipe) recipe = window_testing_make_recipe (10, 3, 20.0);

  ins_session_set_recipe (fixture->session, recipe);
  gtk_editable_set_text (GTK_EDITABLE (entry), " K-20 ");
  g_assert_cmpstr (ins_session_get_recipe (fixture->session)->part, ==, "K-20");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, " K-20 ");
  ins_session_set_words (fixture->session, "K-21", "Storch", NULL);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "K-21");
  ins_session_set_words (fixture->session, NULL, " ", NULL);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "");
  g_assert_null (ins_session_get_recipe (fixture->session)->operator_name);
}

static void
test_compared_with_bad (WindowFixture *fixture, gconstpointer data)
{
  g_autofree char *whole = NULL;
  g_autofree char *bad = NULL;

  put_scans (fixture);
  whole = g_build_filename (fixture->folder, "whole.nde", NULL);
  bad = g_build_filename (fixture->folder, "bad.nde", NULL);
  ins_window_compare (fixture->window, whole, bad);
  g_assert_true (window_testing_wait_until (fixture, shows_message, SHORT_S));
}

static void
add (void)
{
  ADD ("/window-browser/listed", NULL, test_listed);
  ADD ("/window-browser/orders", NULL, test_orders);
  ADD ("/window-browser/searched-and-followed", NULL, test_searched_and_followed);
  ADD ("/window-browser/opened", NULL, test_opened);
  ADD ("/window-browser/trash-asks", NULL, test_trash_asks);
  ADD ("/window-browser/words-in-form", NULL, test_words_in_form);
  ADD ("/window-browser/compared", NULL, test_compared);
  ADD ("/window-browser/compared-apart", NULL, test_compared_apart);
  ADD ("/window-browser/compared-with-bad", NULL, test_compared_with_bad);
}

int
main (int argc, char **argv)
{
  g_autofree char *cache = g_dir_make_tmp ("insonify-cache-XXXXXX", NULL);
  int status;

  g_setenv ("XDG_CACHE_HOME", cache, TRUE);
  status = window_testing_run (&argc, &argv, add);
  {
    g_autofree char *command = g_strdup_printf ("rm -rf '%s'", cache);

    g_assert_cmpint (system (command), ==, 0);
  }

  return status;
}
