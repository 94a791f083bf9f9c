/* The stage's page: what it offers, what it asks first, and what is kept. Exits with 77 where there
 * is no display.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <locale.h>
#include <string.h>

#include "app/ins-group.h"
#include "app/ins-stage-list.h"
#include "app/ins-stage-page.h"
#include "fake-session.h"
#include "panel-test.h"

#define UPDATE_MS 150
#define USB_ADDRESS "zaber:serial:usb:0403:6001:A50285BI"

typedef struct
{
  InsSession *session;
  GtkWidget *page;
  GtkWindow *window;
} Fixture;

static GtkWidget *
child (Fixture *f, const char *name)
{
  return GTK_WIDGET (panel_test_get_child (f->page, INS_TYPE_STAGE_PAGE, name));
}

static gboolean
is_seen (Fixture *f, const char *name)
{
  return gtk_widget_get_visible (child (f, name));
}

static void
update (Fixture *f)
{
  fake_session_emit_changed (f->session);
  panel_test_run_ms (UPDATE_MS);
}

static void
assert_log (Fixture *f, const char *expected)
{
  g_autofree char *log = fake_session_take_log (f->session);

  g_assert_cmpstr (log, ==, expected);
}

/* The first widget below that is a button with this label. */
static GtkWidget *
find_button (GtkWidget *top, const char *label)
{
  if (GTK_IS_BUTTON (top) && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (top)), label) == 0)
    return top;
  for (GtkWidget *inner = gtk_widget_get_first_child (top); inner != NULL;
       inner = gtk_widget_get_next_sibling (inner))
    {
      GtkWidget *found = find_button (inner, label);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static gboolean
says (GtkWidget *top, const char *part)
{
  if (GTK_IS_LABEL (top) && strstr (gtk_label_get_text (GTK_LABEL (top)), part) != NULL)
    return TRUE;
  for (GtkWidget *inner = gtk_widget_get_first_child (top); inner != NULL;
       inner = gtk_widget_get_next_sibling (inner))
    if (says (inner, part))
      return TRUE;

  return FALSE;
}

static void
click (Fixture *f, GtkWidget *button)
{
  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
  panel_test_run_ms (1);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->session = fake_session_new ();
  g_strlcpy (fake_session_get_snapshot (f->session)->stage_info.name, "Grbl 1.1h",
             sizeof fake_session_get_snapshot (f->session)->stage_info.name);
  f->page = g_object_ref_sink (ins_stage_page_new ());
  ins_stage_page_set_session (INS_STAGE_PAGE (f->page), f->session);
  f->window = panel_test_show (f->page);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  gtk_window_set_child (f->window, NULL);
  gtk_window_destroy (f->window);
  g_assert_finalize_object (INS_STAGE_PAGE (f->page));
  g_assert_finalize_object (f->session);
}

static void
add_offer (GPtrArray *offers, const char *address, const char *name, const char *message)
{
  InsStageOffer *offer = g_new (InsStageOffer, 1);

  offer->address = g_strdup (address);
  offer->name = g_strdup (name);
  offer->port = g_strdup_printf ("/dev/ttyUSB%u, FTDI, FT232R USB UART", offers->len);
  offer->message = g_strdup (message);
  g_ptr_array_add (offers, offer);
}

static void
end_look (Fixture *f)
{
  g_autoptr (GPtrArray)
      offers = g_ptr_array_new_with_free_func ((GDestroyNotify)ins_stage_offer_free);

  add_offer (offers, USB_ADDRESS, "Zaber 30222 (7.14)", "");
  add_offer (offers, "serial:/dev/ttyUSB1", "", "No stage answers at /dev/ttyUSB1.");
  fake_session_get_snapshot (f->session)->is_finding_stages = FALSE;
  fake_session_set_stage_offers (f->session, offers);
  update (f);
}

/* What can be used comes first. */
static void
assert_empty_ports_last (Fixture *f)
{
  GtkWidget *list = gtk_widget_get_first_child (child (f, "list"));
  GtkWidget *last = gtk_widget_get_last_child (list);

  g_assert_true (says (last, "No stage answers at /dev/ttyUSB1."));
  g_assert_true (says (gtk_widget_get_prev_sibling (last), "Needs no hardware."));
}

/* It asks before it disconnects, looks, shows what was found, and connects the old one again. */
static void
test_find_while_connected (Fixture *f, gconstpointer data)
{
  InsSnapshot *snapshot = fake_session_get_snapshot (f->session);

  click (f, child (f, "find_button"));
  g_assert_true (is_seen (f, "question_box"));
  g_assert_false (is_seen (f, "find_button"));
  assert_log (f, "");
  click (f, find_button (child (f, "question_box"), "Cancel"));
  g_assert_false (is_seen (f, "question_box"));
  assert_log (f, "");

  click (f, child (f, "find_button"));
  click (f, find_button (child (f, "question_box"), "Disconnect and Look"));
  assert_log (f, "disconnect stage");
  snapshot->stage_link = INS_LINK_CLOSED;
  update (f);
  assert_log (f, "find stages");
  snapshot->is_finding_stages = TRUE;
  g_strlcpy (snapshot->finding_at, "/dev/ttyUSB0 (1 of 2)", sizeof snapshot->finding_at);
  update (f);
  g_assert_true (is_seen (f, "finding_box"));
  g_assert_true (says (child (f, "finding_label"), "/dev/ttyUSB0 (1 of 2)"));
  click (f, child (f, "stop_button"));
  assert_log (f, "stop finding");

  end_look (f);
  assert_log (f, "connect");
  g_assert_true (is_seen (f, "find_button"));
  g_assert_true (says (child (f, "list"), "Zaber 30222 (7.14)"));
  g_assert_true (says (child (f, "list"), "/dev/ttyUSB0, FTDI"));
  g_assert_true (says (child (f, "list"), "No stage answers at /dev/ttyUSB1."));
  assert_empty_ports_last (f);
}

/* A row's Use takes the stage by what is burnt into its adapter, and keeps it in the rig. */
static void
test_use (Fixture *f, gconstpointer data)
{
  GtkWidget *use;

  end_look (f);
  use = find_button (child (f, "list"), "Use");
  click (f, use);
  assert_log (f, "stage " USB_ADDRESS "; keep Rig Stage=" USB_ADDRESS);
  update (f);
  /* the one in use offers itself no more; the simulated one does */
  click (f, find_button (child (f, "list"), "Use"));
  assert_log (f, "stage sim; keep Rig Stage=sim");
}

static void
test_moving_or_scanning (Fixture *f, gconstpointer data)
{
  InsSnapshot *snapshot = fake_session_get_snapshot (f->session);

  snapshot->report.activity = INS_STAGE_MOVING;
  update (f);
  g_assert_false (gtk_widget_is_sensitive (child (f, "find_button")));
  g_assert_false (gtk_widget_is_sensitive (child (f, "connect_button")));
  snapshot->report.activity = INS_STAGE_IDLE;
  fake_session_set_scanning (f->session, TRUE);
  update (f);
  g_assert_false (gtk_widget_is_sensitive (child (f, "form")));
  g_assert_true (is_seen (f, "scan_note"));
}

static void
test_by_address (Fixture *f, gconstpointer data)
{
  GtkWidget *entry = child (f, "address_entry");

  gtk_editable_set_text (GTK_EDITABLE (entry), "nonsense:1");
  g_signal_emit_by_name (entry, "activate");
  assert_log (f, "stage nonsense:1");
  g_assert_true (is_seen (f, "address_error"));
  g_assert_true (says (child (f, "address_error"), "No such stage."));
  gtk_editable_set_text (GTK_EDITABLE (entry), " grbl:tcp:rig:23 ");
  g_signal_emit_by_name (entry, "activate");
  assert_log (f, "stage grbl:tcp:rig:23; keep Rig Stage=grbl:tcp:rig:23");
  g_assert_false (is_seen (f, "address_error"));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "");
}

/* Only a stage that can is asked to trigger; switched off it always can be. */
static void
test_trigger (Fixture *f, gconstpointer data)
{
  InsSnapshot *snapshot = fake_session_get_snapshot (f->session);
  GtkWidget *trigger = child (f, "trigger");

  g_assert_false (gtk_widget_is_sensitive (trigger));
  g_assert_true (says (child (f, "trigger_reason"), "Grbl 1.1h gives no pulses"));
  snapshot->stage_info.can_trigger = TRUE;
  update (f);
  g_assert_true (gtk_widget_is_sensitive (trigger));
  g_assert_false (is_seen (f, "trigger_card"));
  gtk_switch_set_active (GTK_SWITCH (trigger), TRUE);
  panel_test_run_ms (UPDATE_MS);
  assert_log (f, "trigger on; keep Rig PositionTrigger=stage");
  g_assert_true (is_seen (f, "trigger_card"));
  snapshot->stage_info.can_trigger = FALSE;
  update (f);
  g_assert_true (gtk_widget_is_sensitive (trigger));
  gtk_switch_set_active (GTK_SWITCH (trigger), FALSE);
  panel_test_run_ms (UPDATE_MS);
  assert_log (f, "trigger off; keep Rig PositionTrigger=none");
}

static void
test_same_stage (void)
{
  g_assert_true (ins_stage_list_is_same_stage ("sim", "sim?latency_ms=5"));
  g_assert_false (
      ins_stage_list_is_same_stage ("grbl:serial:/dev/ttyUSB0", "zaber:serial:/dev/ttyUSB0"));
  g_assert_false (ins_stage_list_is_same_stage ("a:b?x=1+c:d?z=1", "a:b?x=1"));
  g_assert_false (ins_stage_list_is_same_stage ("sim", NULL));
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char *path;
    void (*run) (Fixture *f, gconstpointer data);
  } tests[] = {
    { "/stage-page/find-while-connected", test_find_while_connected },
    { "/stage-page/use", test_use },
    { "/stage-page/moving-or-scanning", test_moving_or_scanning },
    { "/stage-page/by-address", test_by_address },
    { "/stage-page/trigger", test_trigger },
  };

  if (!gtk_init_check ())
    return 77;
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].run, tear_down);
  g_test_add_func ("/stage-page/same-stage", test_same_stage);

  return g_test_run ();
}
