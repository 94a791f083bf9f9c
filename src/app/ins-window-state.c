/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/ins-panel-text.h"
#include "app/ins-window-private.h"
#include "core/ins-error.h"
#include "core/ins-number.h"

static void
set_text (GtkLabel *label, const char *text)
{
  /* gtk_label_set_text() lays out anew even for the same text. */
  if (g_strcmp0 (gtk_label_get_text (label), text) != 0)
    gtk_label_set_text (label, text);
}

static void G_GNUC_PRINTF (2, 3) print_text (GtkLabel *label, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  set_text (label, text);
}

static void
set_css_class (GtkWidget *widget, const char *name, gboolean set)
{
  if (set)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

/* ---- header -------------------------------------------------------------------------------- */

static char *
dup_time_left (double seconds)
{
  guint minutes;

  if (!isfinite (seconds) || seconds < 0.0)
    return g_strdup ("");
  if (seconds < 90.0)
    return g_strdup_printf (_ ("%u s left"), (guint)ceil (seconds));
  minutes = (guint)ceil (seconds / 60.0);
  if (minutes < 100)
    return g_strdup_printf (_ ("%u min left"), minutes);

  return g_strdup_printf (_ ("%u h %u min left"), minutes / 60, minutes % 60);
}

/* The line at work, counted from 1 as people do. */
static guint
get_line_number (const InsSnapshot *snapshot)
{
  return MIN (snapshot->line.order + 1, MAX (snapshot->n_lines, 1));
}

static char *
dup_idle_subtitle (InsWindow *self)
{
  const InsSnapshot *snapshot = ins_session_get_snapshot (self->session);
  const char *reason = NULL;

  if (ins_window_is_on_page (self, "rig"))
    return g_strdup (_ ("Rig assistant"));
  if (ins_session_get_engine (self->session) == NULL || ins_window_is_on_page (self, "first"))
    return g_strdup (_ ("No rig"));
  if (snapshot->stage_link == INS_LINK_OPENING || snapshot->digitizer_link == INS_LINK_OPENING)
    return g_strdup (_ ("Connecting. Nothing moves."));
  if (snapshot->stage_link == INS_LINK_READY && !snapshot->report.homed &&
      snapshot->report.activity == INS_STAGE_IDLE)
    return g_strdup (_ ("Home the stage first"));
  if (!ins_session_can_start (self->session, &reason))
    return g_strdup (reason);
  if (snapshot->scan == INS_SCAN_COMPLETE)
    return g_strdup (_ ("Scan complete. Ready for the next one."));

  return g_strdup (_ ("Ready to scan"));
}

static char *
dup_subtitle (InsWindow *self)
{
  const InsSnapshot *snapshot = ins_session_get_snapshot (self->session);
  const InsScanPart *part;
  guint number, n_parts;

  switch (snapshot->scan)
    {
    case INS_SCAN_STARTING:
      return g_strdup (_ ("Going to the first line"));
    case INS_SCAN_RUNNING:
      if (snapshot->n_lines_again > 0)
        return g_strdup_printf (_ ("Sweeping flagged lines again, %u of %u"),
                                MIN (snapshot->n_again_done + 1, snapshot->n_lines_again),
                                snapshot->n_lines_again);
      part = ins_session_get_part (self->session, &number, &n_parts);
      if (part != NULL)
        /* Translators: name of a region, which of how many it is, and the line in it */
        return g_strdup_printf (_ ("Region %s (%u of %u), line %u of %u"), part->name, number,
                                n_parts, get_line_number (snapshot), snapshot->n_lines);
      return g_strdup_printf (_ ("Scanning line %u of %u"), get_line_number (snapshot),
                              snapshot->n_lines);
    case INS_SCAN_PAUSING:
      return g_strdup_printf (_ ("Finishing line %u of %u"), get_line_number (snapshot),
                              snapshot->n_lines);
    case INS_SCAN_PAUSED:
      if (snapshot->gave_up_line)
        return g_strdup_printf (_ ("Paused within line %u of %u, which is swept again"),
                                get_line_number (snapshot), snapshot->n_lines);
      return g_strdup_printf (_ ("Paused after line %u of %u"), snapshot->n_lines_done,
                              snapshot->n_lines);
    case INS_SCAN_STOPPING:
      return g_strdup (_ ("Stopping"));
    case INS_SCAN_FAILED:
      if (!self->failure_seen)
        return g_strdup_printf (_ ("Held at line %u of %u"), get_line_number (snapshot),
                                snapshot->n_lines);
      return dup_idle_subtitle (self);
    case INS_SCAN_NONE:
    case INS_SCAN_COMPLETE:
    case INS_SCAN_STOPPED:
    default:
      return dup_idle_subtitle (self);
    }
}

/* An operator has to choose first. */
static gboolean
has_subject (InsWindow *self)
{
  return !ins_window_is_locked (self) || ins_operator_panel_get_recipe (self->operator_panel) >= 0;
}

static void
update_title (InsWindow *self)
{
  InsNdeFile *file = ins_session_get_file (self->session);
  const InsRecipe *recipe = ins_window_get_shown_recipe (self);
  g_autofree char *subtitle = dup_subtitle (self);
  g_autofree char *title = NULL;
  gboolean simulated = ins_session_is_simulated (self->session);

  if (!self->show_plan && file != NULL)
    simulated |= ins_nde_file_is_simulated (file);
  set_text (self->title_label, ins_window_is_on_page (self, "scan") && recipe->name != NULL &&
                                       recipe->name[0] != '\0' && has_subject (self)
                                   ? recipe->name
                                   : _ ("Insonify"));
  set_text (self->subtitle_label,
            ins_window_is_locked (self) ? _ ("Operator mode, locked") : subtitle);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->subtitle_label), subtitle);
  gtk_widget_set_visible (self->simulated_chip, simulated);
  title = simulated ? g_strdup_printf (_ ("%s (Simulated) – Insonify"),
                                       gtk_label_get_text (self->title_label))
                    : g_strdup_printf (_ ("%s – Insonify"), gtk_label_get_text (self->title_label));
  if (g_strcmp0 (gtk_window_get_title (GTK_WINDOW (self)), title) != 0)
    gtk_window_set_title (GTK_WINDOW (self), title);
}

static void
update_header_progress (InsWindow *self)
{
  const InsSnapshot *snapshot = ins_session_get_snapshot (self->session);
  gboolean held = snapshot->scan == INS_SCAN_FAILED && !self->failure_seen;
  gboolean paused = snapshot->scan == INS_SCAN_PAUSED;
  gboolean shown = ins_session_is_scanning (self->session) || held;
  InsScanJobProgress progress;
  g_autofree char *left = NULL;

  shown = shown && !ins_window_is_locked (self); /* larger below */
  gtk_widget_set_visible (self->progress_box, shown);
  if (!shown)
    return;
  ins_session_get_progress (self->session, &progress);
  if (snapshot->n_lines_again > 0)
    progress.fraction = (double)snapshot->n_again_done / snapshot->n_lines_again;
  left = dup_time_left (progress.remaining_s);
  /* Translators: %u is a whole number of percent. */
  print_text (self->percent_label, _ ("%u %%"), (guint)floor (100.0 * progress.fraction));
  gtk_progress_bar_set_fraction (self->progress_bar, progress.fraction);
  set_css_class (GTK_WIDGET (self->progress_bar), "held", held);
  set_css_class (GTK_WIDGET (self->progress_bar), "paused", paused);
  set_text (self->left_label, held ? _ ("held") : paused ? _ ("paused") : left);
}

/* ---- banners ------------------------------------------------------------------------------- */

void
ins_window_show_note (InsWindow *self, const char *text, gboolean is_error)
{
  ins_window_say_on_page (self, text);
  gtk_label_set_text (self->note_label, text);
  gtk_image_set_from_icon_name (self->note_image, is_error ? "dialog-warning-symbolic"
                                                           : "dialog-information-symbolic");
  set_css_class (self->note_box, "warn", is_error);
  gtk_revealer_set_reveal_child (self->note, TRUE);
}

void
ins_window_hide_note (InsWindow *self)
{
  gtk_revealer_set_reveal_child (self->note, FALSE);
}

void
ins_window_acknowledge_failure (InsWindow *self)
{
  self->failure_seen = TRUE;
  ins_window_update_state (self);
}

/* "315 of 500 lines are safe in the file. " */
static void
append_safe_lines (GString *text, const InsSnapshot *snapshot)
{
  if (snapshot->scan != INS_SCAN_FAILED || snapshot->n_lines == 0)
    return;
  g_string_append_printf (text,
                          ngettext ("%u of %u line is safe in the file.",
                                    "%u of %u lines are safe in the file.", snapshot->n_lines),
                          snapshot->n_lines_written, snapshot->n_lines);
  g_string_append_c (text, ' ');
}

/* What is wrong, in order of danger. NULL: nothing. */
static const char *
describe_fault (InsWindow *self, GString *text, gboolean *can_reconnect)
{
  const InsSnapshot *snapshot = ins_session_get_snapshot (self->session);
  gboolean held = snapshot->scan == INS_SCAN_FAILED && !self->failure_seen;

  *can_reconnect = TRUE;
  if (snapshot->stage_link == INS_LINK_LOST)
    {
      /* It never did: nothing of ours can be moving. */
      if (snapshot->report_unix_us == 0)
        {
          g_string_append (text, snapshot->stage_message);
          return _ ("The stage does not answer.");
        }
      append_safe_lines (text, snapshot);
      g_string_append (text, _ ("If anything still moves, use the emergency stop on the rig: "
                                "Insonify cannot reach it now."));
      if (snapshot->stage_message[0] != '\0')
        g_string_append_printf (text, "\n%s", snapshot->stage_message);
      return snapshot->scan == INS_SCAN_FAILED
                 ? _ ("The stage stopped answering. The scan is held.")
                 : _ ("The stage stopped answering.");
    }
  if (snapshot->digitizer_link == INS_LINK_LOST)
    {
      append_safe_lines (text, snapshot);
      g_string_append (text, snapshot->digitizer_message);
      return held ? _ ("The card stopped answering. The scan is held.")
                  : _ ("The card does not answer.");
    }
  *can_reconnect = FALSE;
  if (held)
    {
      if (snapshot->error_domain != INS_FILE_ERROR) /* says so itself */
        append_safe_lines (text, snapshot);
      g_string_append (text, snapshot->scan_message);
      return snapshot->n_lines_done > 0 ? _ ("The scan was stopped by a fault.")
                                        : _ ("The scan could not start.");
    }
  if (snapshot->scan == INS_SCAN_PAUSED && snapshot->pause_message[0] != '\0')
    {
      g_string_append (text, snapshot->pause_message);
      return _ ("The scan has paused by itself.");
    }
  if (snapshot->disk_message[0] != '\0' && ins_session_is_scanning (self->session))
    {
      g_string_append (text, snapshot->disk_message);
      return _ ("The disk does not keep up with the scan.");
    }

  return NULL;
}

static void
update_banner (InsWindow *self)
{
  const InsSnapshot *snapshot = ins_session_get_snapshot (self->session);
  g_autoptr (GString) text = g_string_new (NULL);
  gboolean can_reconnect = FALSE;
  const char *title = describe_fault (self, text, &can_reconnect);

  if (title != NULL)
    {
      set_text (self->banner_title, title);
      set_text (self->banner_text, text->str);
      gtk_image_set_from_icon_name (self->banner_image, can_reconnect
                                                            ? "network-wired-disconnected-symbolic"
                                                            : "dialog-error-symbolic");
      gtk_widget_set_visible (self->reconnect_button, can_reconnect);
      gtk_widget_set_sensitive (self->reconnect_button,
                                snapshot->stage_link != INS_LINK_OPENING &&
                                    snapshot->digitizer_link != INS_LINK_OPENING);
      gtk_widget_set_visible (self->banner_close_button,
                              !can_reconnect && snapshot->scan == INS_SCAN_FAILED);
    }
  gtk_revealer_set_reveal_child (self->banner, title != NULL);
}

/* ---- status row ---------------------------------------------------------------------------- */

static const char *
describe_stage (const InsSnapshot *snapshot)
{
  switch (snapshot->stage_link)
    {
    case INS_LINK_OPENING:
      return _ ("Stage: connecting");
    case INS_LINK_LOST:
      return _ ("Stage: no answer");
    case INS_LINK_CLOSED:
    default:
      return _ ("Stage: none");
    case INS_LINK_READY:
      break;
    }
  switch (snapshot->report.activity)
    {
    case INS_STAGE_IDLE:
      return snapshot->report.homed ? _ ("Stage: idle, homed") : _ ("Stage: idle, not homed");
    case INS_STAGE_MOVING:
      return snapshot->scan == INS_SCAN_RUNNING ? _ ("Stage: sweeping") : _ ("Stage: moving");
    case INS_STAGE_JOGGING:
      return _ ("Stage: jogging");
    case INS_STAGE_HOMING:
      return _ ("Stage: homing");
    case INS_STAGE_STOPPING:
      return _ ("Stage: stopping");
    case INS_STAGE_ALARM:
      return _ ("Stage: stopped itself");
    case INS_STAGE_UNKNOWN:
    default:
      return _ ("Stage: unknown");
    }
}

/* The motion panel says it larger while it is there. */
static void
update_position (InsWindow *self)
{
  const InsSnapshot *snapshot = ins_session_get_snapshot (self->session);
  const double *mm = snapshot->report.position.mm;
  gboolean known = snapshot->stage_link == INS_LINK_READY && snapshot->report.position_known &&
                   isfinite (mm[INS_AXIS_X]) && isfinite (mm[INS_AXIS_Y]) &&
                   isfinite (mm[INS_AXIS_Z]);

  gtk_widget_set_visible (self->stat_position,
                          !ins_window_is_locked (self) &&
                              !gtk_widget_get_visible (GTK_WIDGET (self->motion_panel)));
  set_css_class (self->stat_position, "bad", !known);
  if (known)
    {
      g_autofree char *x = ins_number_format_typed (mm[INS_AXIS_X], 3);
      g_autofree char *y = ins_number_format_typed (mm[INS_AXIS_Y], 3);
      g_autofree char *z = ins_number_format_typed (mm[INS_AXIS_Z], 3);

      print_text (self->stat_position_label, "X %s  Y %s  Z %s mm", x, y, z);
    }
  else
    {
      set_text (self->stat_position_label, _ ("Position unknown"));
    }
}

static void
update_card (InsWindow *self)
{
  const InsSnapshot *snapshot = ins_session_get_snapshot (self->session);
  const InsRecipe *recipe = ins_session_get_recipe (self->session);
  const gboolean ready = snapshot->digitizer_link == INS_LINK_READY;

  set_css_class (self->stat_card, "bad", snapshot->digitizer_link == INS_LINK_LOST);
  set_css_class (self->stat_card, "warn", ready && snapshot->pulse_missing);
  if (ready && snapshot->pulse_missing)
    set_text (self->stat_card_label, _ ("Card: no pulse arrives"));
  else if (ready && snapshot->digitizer_info.mode == INS_ACQUIRE_GATED)
    set_text (self->stat_card_label, _ ("Card: gate values"));
  else if (ready)
    print_text (self->stat_card_label, _ ("Card: %.4g MS/s"), recipe->timing.sample_rate_hz / 1e6);
  else if (snapshot->digitizer_link == INS_LINK_LOST)
    set_text (self->stat_card_label, _ ("Card: no answer"));
  else if (snapshot->digitizer_link == INS_LINK_OPENING)
    set_text (self->stat_card_label, _ ("Card: connecting"));
  else
    set_text (self->stat_card_label, _ ("Card: none"));
}

static void
update_picture_figures (InsWindow *self)
{
  const InsSnapshot *snapshot = ins_session_get_snapshot (self->session);
  InsNdeFile *file = ins_session_get_file (self->session);
  InsCscan *cscan = ins_session_get_cscan (self->session);
  const InsPlan *plan = ins_session_get_plan (self->session);
  guint n_holes = cscan != NULL ? ins_cscan_get_n_holes (cscan) : 0;

  if (ins_session_is_scanning (self->session) && snapshot->n_lines > 0)
    print_text (self->stat_lines_label, _ ("Lines: %u of %u"), snapshot->n_lines_done,
                snapshot->n_lines);
  else if (file != NULL)
    print_text (self->stat_lines_label, _ ("Lines: %u of %u"), ins_nde_file_get_n_lines_done (file),
                ins_nde_file_get_grid (file)->n_rows);
  else if (cscan != NULL && snapshot->n_lines > 0)
    print_text (self->stat_lines_label, _ ("Lines: %u of %u"), snapshot->n_lines_done,
                snapshot->n_lines);
  else if (plan != NULL)
    print_text (self->stat_lines_label, _ ("Lines: %u of %u"), 0, plan->n_lines);
  else
    set_text (self->stat_lines_label, _ ("Lines: –"));

  set_css_class (self->stat_holes, "warn", n_holes > 0);
  if (n_holes > 0)
    print_text (self->stat_holes_label, _ ("Holes: %u px"), n_holes);
  else
    set_text (self->stat_holes_label, _ ("Holes: 0"));
  ins_window_update_alarms (self);
}

static void
update_register (InsWindow *self)
{
  const InsRecipe *recipe = ins_session_get_picture_recipe (self->session);
  const double rms_mm = ins_session_get_registration_mm (self->session);

  if (recipe == NULL)
    recipe = ins_session_get_recipe (self->session);
  set_css_class (self->stat_register, "warn", ins_panel_text_is_out_of_register (rms_mm, recipe));
  if (isfinite (rms_mm) && rms_mm > 0.0)
    {
      g_autofree char *rms = ins_panel_text_um (rms_mm);

      print_text (self->stat_register_label, _ ("In register: %s µm rms"), rms);
    }
  else
    {
      set_text (self->stat_register_label, _ ("In register: –"));
    }
}

static void
update_file (InsWindow *self)
{
  const InsSnapshot *snapshot = ins_session_get_snapshot (self->session);
  InsNdeFile *file = ins_session_get_file (self->session);
  const char *path = ins_session_get_path (self->session);
  g_autofree char *base = NULL;

  if (!ins_session_is_scanning (self->session) && file != NULL)
    path = ins_nde_file_get_path (file);
  base = path != NULL ? g_path_get_basename (path) : NULL;
  if (base == NULL)
    set_text (self->stat_file_label, _ ("no file"));
  else if (ins_session_is_scanning (self->session))
    /* Translators: a file, then how many lines are in it: "coin-001.nde, saved to 315" */
    print_text (self->stat_file_label, _ ("%s, saved to %u"), base, snapshot->n_lines_written);
  else
    set_text (self->stat_file_label, base);
  gtk_widget_set_tooltip_text (self->stat_file, path);
}

static void
update_status_row (InsWindow *self)
{
  const InsSnapshot *snapshot = ins_session_get_snapshot (self->session);
  gboolean alarm = snapshot->stage_link == INS_LINK_READY &&
                   snapshot->report.activity == INS_STAGE_ALARM;

  set_text (self->stat_stage_label, describe_stage (snapshot));
  set_css_class (self->stat_stage, "bad", snapshot->stage_link == INS_LINK_LOST || alarm);
  update_position (self);
  update_card (self);
  update_picture_figures (self);
  update_register (self);
  update_file (self);
}

void
ins_window_update_state (InsWindow *self)
{
  update_title (self);
  update_header_progress (self);
  update_banner (self);
  ins_window_update_resume_bar (self);
  update_status_row (self);
}
