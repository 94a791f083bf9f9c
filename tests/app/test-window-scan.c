/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "app/ins-bscan-view-private.h"
#include "window-testing.h"

/* Whole scans in the window. */

/* Pixels of a rendered view that are neither grey nor of the plan's blue: the picture. */
static guint
count_picture_pixels (GtkWidget *view)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (view);
  int width = gtk_widget_get_width (view);
  int height = gtk_widget_get_height (view);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  GskRenderer *renderer = gtk_native_get_renderer (gtk_widget_get_native (view));
  g_autofree guint32 *pixels = g_new (guint32, (gsize)width * height);
  guint n = 0;

  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_free_to_node (snapshot);
  g_assert_nonnull (node);
  texture = gsk_renderer_render_texture (renderer, node,
                                         &GRAPHENE_RECT_INIT (0, 0, (float)width, (float)height));
  gdk_texture_download (texture, (guchar *)pixels, (gsize)width * 4);
  for (gsize i = 0; i < (gsize)width * height; i++)
    {
      int red = (pixels[i] >> 16) & 0xff;
      int green = (pixels[i] >> 8) & 0xff;
      int blue = pixels[i] & 0xff;

      /* The upper half of the palette: green to yellow. */
      if (green > blue + 40 && green > 100 && red > 30)
        n++;
    }

  return n;
}

/* An edit of area or motion is seen at once; the toggle brings the picture back. */
static void
check_edit_shows_plan (WindowFixture *fixture)
{
  InsWindow *window = fixture->window;
  g_autoptr (InsRecipe) recipe = ins_recipe_copy (ins_session_get_recipe (fixture->session));

  recipe->velocity_m_s += 1.0;
  ins_session_set_recipe (fixture->session, recipe);
  g_assert_false (window->show_plan);
  recipe->scan_length_mm += 5.0;
  ins_session_set_recipe (fixture->session, recipe);
  g_assert_true (window->show_plan);
  g_action_group_activate_action (G_ACTION_GROUP (window), "show-plan", NULL);
  g_assert_false (window->show_plan);
  g_assert_true (gtk_widget_get_visible (window->live_button));
  recipe->speed_mm_s -= 1.0;
  ins_session_set_recipe (fixture->session, recipe);
  g_assert_true (window->show_plan);
}

static void
test_scan (WindowFixture *fixture, gconstpointer data)
{
  InsWindow *window = fixture->window;
  g_autofree char *first = g_build_filename (fixture->folder, "Window test-001.nde", NULL);
  guint n_pixels;

  gtk_widget_child_focus (GTK_WIDGET (window->scan_form), GTK_DIR_TAB_FORWARD);
  window_testing_start_scan (fixture, 50, 20, 50.0);
  g_assert_true (window_testing_wait_until (fixture, window_testing_is_running, SCAN_S));
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (window)) == GTK_WIDGET (window->cscan_view));
  g_assert_true (gtk_widget_get_visible (window->simulated_chip));
  g_assert_nonnull (strstr (gtk_window_get_title (GTK_WINDOW (window)), "Simulated"));
  g_assert_true (gtk_widget_get_visible (window->progress_box));
  g_assert_cmpstr (gtk_stack_get_visible_child_name (window->side_stack), ==, "run");
  g_assert_false (gtk_widget_get_sensitive (window->start_button));
  g_assert_true (window_testing_wait_until (fixture, window_testing_has_file, SCAN_S));
  g_assert_cmpint (window_testing_get_snapshot (fixture)->scan, ==, INS_SCAN_COMPLETE);
  g_assert_true (g_file_test (first, G_FILE_TEST_IS_REGULAR));
  g_assert_cmpstr (gtk_label_get_text (window->stat_lines_label), ==, "Lines: 20 of 20");
  g_assert_cmpstr (gtk_label_get_text (window->stat_file_label), ==, "Window test-001.nde");
  g_assert_cmpstr (gtk_label_get_text (window->title_label), ==, "Window test");
  window_testing_wait_until (fixture, window_testing_never, 0.5);
  n_pixels = count_picture_pixels (GTK_WIDGET (window->cscan_view));
  g_test_message ("%u pixels of the picture", n_pixels);
  g_assert_cmpuint (n_pixels, >, 5000);
  /* The cross-hair reads the value and the echo from the file. */
  ins_cscan_view_set_cursor (window->cscan_view, 3, 7);
  window_testing_wait_until (fixture, window_testing_never, 0.5);
  g_assert_nonnull (strstr (gtk_label_get_text (window->readout_label), "mm"));
  g_assert_cmpstr (gtk_label_get_text (window->a_sub), ==, "at cursor");
  g_assert_nonnull (strstr (gtk_label_get_text (window->b_sub), "along X at Y"));
  check_edit_shows_plan (fixture);
  /* The next one gets another name. */
  g_assert_cmpstr (ins_session_get_path (fixture->session), !=, first);
}

static char *
dup_line_text (WindowFixture *fixture, guint row)
{
  const InsScanGrid *grid = ins_cscan_get_grid (ins_session_get_cscan (fixture->session));

  return g_strdup_printf ("along X at Y %.2f", ins_scan_grid_get_index_mm (grid, row));
}

static gboolean
shows_first_line (WindowFixture *fixture)
{
  g_autofree char *text = dup_line_text (fixture, 0);

  return g_strcmp0 (gtk_label_get_text (fixture->window->b_sub), text) == 0;
}

static gboolean
shows_later_line (WindowFixture *fixture)
{
  return fixture->window->line_row > 0;
}

/* A-scan and B-scan are of the same place, or the B-scan shows no cursor. */
static void
test_cursor_in_scan (WindowFixture *fixture, gconstpointer data)
{
  InsWindow *window = fixture->window;

  window_testing_start_scan (fixture, 50, 20, 20.0);
  g_assert_true (window_testing_wait_until (fixture, window_testing_is_running, SCAN_S));
  ins_cscan_view_set_cursor (window->cscan_view, 0, 7);
  g_assert_true (window->at_cursor);
  g_assert_true (window_testing_wait_until (fixture, shows_later_line, SCAN_S));
  g_assert_true (window->at_cursor);
  g_assert_cmpint (window->bscan_view->cursor, ==, -1);
  g_assert_true (window_testing_wait_until (fixture, window_testing_has_file, SCAN_S));
  g_assert_true (window_testing_wait_until (fixture, shows_first_line, SHORT_S));
  g_assert_cmpint (window->bscan_view->cursor, ==, 7);
}

static gboolean
shows_middle_line (WindowFixture *fixture)
{
  return fixture->window->line_row == 10;
}

static gboolean
shows_live (WindowFixture *fixture)
{
  return !fixture->window->at_cursor;
}

static gboolean
shows_register (WindowFixture *fixture)
{
  const char *text = gtk_label_get_text (fixture->window->stat_register_label);

  return strstr (text, "µm rms") != NULL;
}

/* An opened file starts with the middle one of the lines that are in it. */
static void
test_opened_file_shows_a_line (WindowFixture *fixture, gconstpointer data)
{
  InsWindow *window = fixture->window;
  g_autofree char *path = g_build_filename (fixture->folder, "Window test-001.nde", NULL);

  window_testing_start_scan (fixture, 50, 20, 50.0);
  g_assert_true (window_testing_wait_until (fixture, window_testing_is_running, SCAN_S));
  g_assert_true (window_testing_wait_until (fixture, window_testing_has_file, SCAN_S));
  g_assert_true (shows_live (fixture));
  g_assert_true (window_testing_wait_until (fixture, shows_register, SHORT_S));
  ins_session_open_file (fixture->session, path);
  g_assert_true (window_testing_wait_until (fixture, shows_middle_line, SHORT_S));
  g_assert_true (window->at_cursor);
  g_assert_cmpuint (window->cursor.row, ==, 10);
  g_assert_cmpuint (window->cursor.column, ==, 25);
  g_assert_cmpint (window->bscan_view->cursor, ==, 25);
  g_assert_nonnull (strstr (gtk_label_get_text (window->readout_label), "mm"));
  g_assert_true (shows_register (fixture));
  g_assert_cmpfloat (ins_session_get_registration_mm (fixture->session), >, 0.0);
}

/* Closing in the middle asks; nothing is lost, nothing goes on moving. */
static void
test_close_asks (WindowFixture *fixture, gconstpointer data)
{
  window_testing_start_scan (fixture, 50, 200, 20.0);
  g_assert_true (window_testing_wait_until (fixture, window_testing_is_running, SCAN_S));
  gtk_window_close (GTK_WINDOW (fixture->window));
  window_testing_wait_until (fixture, window_testing_never, 0.2);
  g_assert_nonnull (fixture->window->question);
  g_assert_true (ins_session_is_scanning (fixture->session));
  gtk_dialog_response (GTK_DIALOG (fixture->window->question), GTK_RESPONSE_CANCEL);
  window_testing_wait_until (fixture, window_testing_never, 0.2);
  g_assert_null (fixture->window->question);
  g_assert_true (ins_session_is_scanning (fixture->session));
  ins_session_stop (fixture->session);
  g_assert_true (window_testing_wait_until (fixture, window_testing_has_ended, SHORT_S));
}

/* ---- latency ------------------------------------------------------------------------------- */

#define PROBE_MS 5
#define LATENCY_S 20.0

typedef struct
{
  GArray *delays_ms;
  gint64 due_us;
} Probe;

static gboolean
on_probe (gpointer data)
{
  Probe *probe = data;
  gint64 now_us = g_get_monotonic_time ();
  double delay_ms = (double)(now_us - probe->due_us) / 1000.0;

  g_array_append_val (probe->delays_ms, delay_ms);
  probe->due_us = now_us + PROBE_MS * 1000;

  return G_SOURCE_CONTINUE;
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double difference = *(const double *)a - *(const double *)b;

  return (difference > 0.0) - (difference < 0.0);
}

static double
get_quantile (GArray *sorted, double share)
{
  return g_array_index (sorted, double, (guint)(share * (sorted->len - 1)));
}

/* How long an event waits while lines of 1000 pixels come in, in a picture of 1000 lines. */
static void
test_main_loop_latency (WindowFixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) delays_ms = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (InsRecipe) recipe = window_testing_make_recipe (1000, 1000, 50.0);
  Probe probe = { delays_ms, 0 };
  guint source;
  double p99_ms;

  recipe->timing.prf_hz = 5000.0;
  recipe->timing.n_samples = 64;
  window_testing_start_recipe (fixture, recipe);
  g_assert_true (window_testing_wait_until (fixture, window_testing_is_running, SCAN_S));
  probe.due_us = g_get_monotonic_time () + PROBE_MS * 1000;
  source = g_timeout_add_full (G_PRIORITY_DEFAULT, PROBE_MS, on_probe, &probe, NULL);
  window_testing_wait_until (fixture, window_testing_never, LATENCY_S);
  g_source_remove (source);
  g_assert_cmpuint (window_testing_get_snapshot (fixture)->n_lines_done, >, 5);
  g_assert_cmpuint (delays_ms->len, >, 100);
  g_array_sort (delays_ms, compare_doubles);
  p99_ms = get_quantile (delays_ms, 0.99);
  g_test_minimized_result (p99_ms, "ui.main_loop_p99_ms %.2f", p99_ms);
  g_test_message ("main loop: p50 %.2f ms, p99 %.2f ms, max %.2f ms, %u probes, %u lines",
                  get_quantile (delays_ms, 0.5), p99_ms, get_quantile (delays_ms, 1.0),
                  delays_ms->len, window_testing_get_snapshot (fixture)->n_lines_done);
  ins_session_stop (fixture->session);
  g_assert_true (window_testing_wait_until (fixture, window_testing_has_ended, SHORT_S));
}

static void
add_tests (void)
{
  ADD ("/window/scan", "sim:coin", test_scan);
  ADD ("/window/cursor-in-scan", "sim:coin", test_cursor_in_scan);
  ADD ("/window/opened-file-shows-a-line", "sim:coin", test_opened_file_shows_a_line);
  ADD ("/window/close-asks", "sim:coin", test_close_asks);
  ADD ("/window/main-loop-latency", "sim:coin", test_main_loop_latency);
}

int
main (int argc, char **argv)
{
  return window_testing_run (&argc, &argv, add_tests);
}
