/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/ins-check-row.h"
#include "app/ins-resume-button.h"
#include "app/ins-throttle.h"

#define GAP_PX 9
#define WIDTH_CHARS 46

struct _InsResumeButton
{
  GtkBox parent_instance;

  GtkMenuButton *menu_button;
  GtkPopover *popover;
  GtkLabel *heading;
  GtkBox *checks;
  GtkCheckButton *rescan;
  GtkWidget *home_button, *accept_button, *go_button;

  InsSession *session;
  InsThrottle throttle;
};

G_DEFINE_FINAL_TYPE (InsResumeButton, ins_resume_button, GTK_TYPE_BOX)

/* ---- what is shown ------------------------------------------------------------------------ */

static void
show_checks (InsResumeButton *self, GPtrArray *checks)
{
  GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->checks));

  for (guint i = 0; i < checks->len; i++)
    {
      const InsCheck *check = checks->pdata[i];

      if (row == NULL)
        {
          row = ins_check_row_new ();
          gtk_box_append (self->checks, row);
        }
      ins_check_row_set (INS_CHECK_ROW (row), check->level, check->text);
      row = gtk_widget_get_next_sibling (row);
    }
  while (row != NULL)
    {
      GtkWidget *next = gtk_widget_get_next_sibling (row);

      gtk_box_remove (self->checks, row);
      row = next;
    }
}

/* Lines, or regions, are still to be swept; else flagged ones are swept again. */
static gboolean
is_resumed (guint n_to_go, guint n_flagged)
{
  return n_to_go > 0 || n_flagged == 0;
}

/* (transfer full): "185 of 500 lines are still to be swept." */
static char *
dup_heading (InsSession *session, guint n_to_go, guint n_flagged)
{
  guint n_rows = ins_nde_file_get_grid (ins_session_get_file (session))->n_rows;

  if (n_to_go > 0)
    return g_strdup_printf (ngettext ("%u of %u line is still to be swept.",
                                      "%u of %u lines are still to be swept.", n_rows),
                            n_to_go, n_rows);

  if (n_flagged == 0)
    return g_strdup (_ ("Other regions are still to be scanned."));

  return g_strdup_printf (ngettext ("%u line has holes or is in doubt, and is swept again.",
                                    "%u lines have holes or are in doubt, and are swept again.",
                                    n_flagged),
                          n_flagged);
}

static void
show_rescan (InsResumeButton *self, guint n_to_go, guint n_flagged)
{
  g_autofree char *text = n_flagged > 0
                              ? g_strdup_printf (_ ("Then sweep flagged lines again (%u by now)"),
                                                 n_flagged)
                              : g_strdup (_ ("Then sweep flagged lines again, if there are any"));

  gtk_check_button_set_label (self->rescan, text);
  gtk_widget_set_visible (GTK_WIDGET (self->rescan), n_to_go > 0);
}

static void
show_buttons (InsResumeButton *self,
              InsReferenceVerdict verdict,
              gboolean can_resume,
              guint n_to_go,
              guint n_flagged)
{
  gboolean to_home = verdict == INS_REFERENCE_TO_HOME;
  gboolean doubted = to_home || verdict == INS_REFERENCE_SHIFTED;

  gtk_button_set_label (GTK_BUTTON (self->go_button),
                        is_resumed (n_to_go, n_flagged) ? _ ("Resume") : _ ("Rescan"));
  gtk_widget_set_visible (self->go_button, !doubted);
  gtk_widget_set_sensitive (self->go_button, can_resume);
  gtk_button_set_label (GTK_BUTTON (self->accept_button),
                        to_home ? _ ("Go On without Comparing") : _ ("Go On with the Shift"));
  gtk_widget_set_visible (self->accept_button, doubted);
  gtk_widget_set_sensitive (self->accept_button, can_resume);
  if (!to_home && gtk_widget_is_focus (self->home_button))
    gtk_widget_grab_focus (doubted ? self->accept_button : self->go_button);
  gtk_widget_set_visible (self->home_button, to_home);
}

static void
update (gpointer data)
{
  InsResumeButton *self = data;
  guint n_to_go, n_flagged;
  gboolean unfinished = self->session != NULL &&
                        ins_session_get_unfinished (self->session, &n_to_go, &n_flagged);

  gtk_widget_set_visible (GTK_WIDGET (self), unfinished);
  if (!unfinished)
    {
      gtk_popover_popdown (self->popover);
      return;
    }
  gtk_menu_button_set_label (self->menu_button,
                             is_resumed (n_to_go, n_flagged) ? _ ("Resume Scan…") : _ ("Rescan…"));
  if (gtk_widget_get_visible (GTK_WIDGET (self->popover)))
    {
      InsReferenceVerdict verdict;
      gboolean can_resume;
      g_autoptr (GPtrArray)
          checks = ins_session_check_resume (self->session, &verdict, &can_resume);
      g_autofree char *heading = dup_heading (self->session, n_to_go, n_flagged);

      gtk_label_set_text (self->heading, heading);
      show_checks (self, checks);
      show_rescan (self, n_to_go, n_flagged);
      show_buttons (self, verdict, can_resume, n_to_go, n_flagged);
    }
}

/* ---- what is done ------------------------------------------------------------------------- */

static void
go_on (InsResumeButton *self, gboolean accepts_shift)
{
  guint n_to_go, n_flagged;
  gboolean rescans;

  if (!ins_session_get_unfinished (self->session, &n_to_go, &n_flagged))
    return;
  rescans = !is_resumed (n_to_go, n_flagged) || gtk_check_button_get_active (self->rescan);
  gtk_popover_popdown (self->popover);
  ins_session_resume_file (self->session, rescans, accepts_shift);
}

static void
on_go_clicked (GtkButton *button, InsResumeButton *self)
{
  go_on (self, FALSE);
}

static void
on_accept_clicked (GtkButton *button, InsResumeButton *self)
{
  go_on (self, TRUE);
}

static void
on_home_clicked (GtkButton *button, InsResumeButton *self)
{
  ins_engine_home (ins_session_get_engine (self->session));
}

static void
on_shown (GtkWidget *popover, InsResumeButton *self)
{
  update (self);
  (void)gtk_widget_child_focus (popover, GTK_DIR_TAB_BACKWARD); /* its last button */
}

static void
on_changed (InsSession *session, InsResumeButton *self)
{
  ins_throttle_request (&self->throttle);
}

void
ins_resume_button_popup (InsResumeButton *self)
{
  g_return_if_fail (INS_IS_RESUME_BUTTON (self));

  gtk_menu_button_popup (self->menu_button);
}

void
ins_resume_button_set_session (InsResumeButton *self, InsSession *session)
{
  g_return_if_fail (INS_IS_RESUME_BUTTON (self));

  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_set_object (&self->session, session);
  if (session != NULL)
    g_signal_connect (session, "changed", G_CALLBACK (on_changed), self);
  update (self);
}

/* ---- the widget --------------------------------------------------------------------------- */

static GtkWidget *
button_new (InsResumeButton *self, GtkBox *box, const char *label, GCallback on_clicked)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  g_signal_connect (button, "clicked", on_clicked, self);
  gtk_box_append (box, button);

  return button;
}

static GtkWidget *
buttons_new (InsResumeButton *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, GAP_PX);

  gtk_widget_set_halign (box, GTK_ALIGN_END);
  self->accept_button = button_new (self, GTK_BOX (box), _ ("Go On with the Shift"),
                                    G_CALLBACK (on_accept_clicked));
  self->home_button = button_new (self, GTK_BOX (box), _ ("Home the Stage"),
                                  G_CALLBACK (on_home_clicked));
  self->go_button = button_new (self, GTK_BOX (box), _ ("Resume"), G_CALLBACK (on_go_clicked));
  gtk_widget_add_css_class (self->home_button, "suggested-action");
  gtk_widget_add_css_class (self->go_button, "suggested-action");

  return box;
}

static void
ins_resume_button_init (InsResumeButton *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, GAP_PX);

  gtk_widget_set_margin_start (box, GAP_PX);
  gtk_widget_set_margin_end (box, GAP_PX);
  gtk_widget_set_margin_top (box, GAP_PX);
  gtk_widget_set_margin_bottom (box, GAP_PX);
  ins_throttle_init (&self->throttle, update, self);
  self->heading = GTK_LABEL (gtk_label_new (""));
  gtk_label_set_xalign (self->heading, 0.0f);
  gtk_label_set_wrap (self->heading, TRUE);
  gtk_label_set_width_chars (self->heading, WIDTH_CHARS);
  gtk_label_set_max_width_chars (self->heading, WIDTH_CHARS);
  gtk_widget_add_css_class (GTK_WIDGET (self->heading), "b-title");
  self->checks = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 3));
  self->rescan = GTK_CHECK_BUTTON (gtk_check_button_new ());
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->heading));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->checks));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->rescan));
  gtk_box_append (GTK_BOX (box), buttons_new (self));
  self->popover = GTK_POPOVER (gtk_popover_new ());
  gtk_popover_set_autohide (self->popover, FALSE); /* STOP is within reach while it is open */
  gtk_popover_set_child (self->popover, box);
  g_signal_connect (self->popover, "show", G_CALLBACK (on_shown), self);
  self->menu_button = GTK_MENU_BUTTON (gtk_menu_button_new ());
  gtk_menu_button_set_label (self->menu_button, _ ("Resume Scan…"));
  gtk_menu_button_set_always_show_arrow (self->menu_button, TRUE);
  gtk_menu_button_set_popover (self->menu_button, GTK_WIDGET (self->popover));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->menu_button),
                               _ ("Looks at recipe, stage and card first. Nothing moves yet."));
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->menu_button));
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
}

static void
ins_resume_button_dispose (GObject *object)
{
  InsResumeButton *self = INS_RESUME_BUTTON (object);

  ins_throttle_stop (&self->throttle);
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (ins_resume_button_parent_class)->dispose (object);
}

static void
ins_resume_button_class_init (InsResumeButtonClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ins_resume_button_dispose;
}

GtkWidget *
ins_resume_button_new (void)
{
  return g_object_new (INS_TYPE_RESUME_BUTTON, NULL);
}
