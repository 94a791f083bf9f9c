/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/ins-panel-text.h"
#include "app/ins-scan-row.h"

#define PICTURE_WIDTH 96
#define PICTURE_HEIGHT 64
#define GAP_PX 12

struct _InsScanRow
{
  GtkBox parent_instance;

  InsScanItem *item;
  GtkPicture *picture;
  GtkLabel *name, *chip, *who, *sentence;
  GtkLabel *when, *size, *effort;
};

G_DEFINE_FINAL_TYPE (InsScanRow, ins_scan_row, GTK_TYPE_BOX)

char *
ins_scan_row_format_time (gint64 unix_us)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (unix_us / G_USEC_PER_SEC);

  return time != NULL ? g_date_time_format (time, "%Y-%m-%d %H:%M") : g_strdup ("–");
}

char *
ins_scan_row_format_size (const InsScanSummary *summary)
{
  g_autofree char *width = ins_panel_text_number (round (summary->width_mm * 1e3) / 1e3);
  g_autofree char *height = ins_panel_text_number (round (summary->height_mm * 1e3) / 1e3);

  return g_strdup_printf (_ ("%s × %s mm"), width, height);
}

GdkTexture *
ins_scan_row_make_texture (GBytes *png)
{
  return png != NULL ? gdk_texture_new_from_bytes (png, NULL) : NULL;
}

static const char *
get_chip (const InsScanSummary *summary, const char **class)
{
  static const struct
  {
    const char *text, *class;
  } chips[] = {
    [INS_SCAN_FILE_COMPLETE] = { NULL, NULL },
    [INS_SCAN_FILE_INCOMPLETE] = { N_ ("Incomplete"), "move" },
    [INS_SCAN_FILE_INTERRUPTED] = { N_ ("Interrupted"), "bad" },
    [INS_SCAN_FILE_BEING_WRITTEN] = { N_ ("Being scanned"), "ok" },
    [INS_SCAN_FILE_FOREIGN] = { N_ ("Other program"), "sim" },
    [INS_SCAN_FILE_BAD] = { N_ ("Cannot be read"), "bad" },
  };

  *class = chips[summary->state].class;

  return chips[summary->state].text != NULL ? _ (chips[summary->state].text) : NULL;
}

/* Hidden while there is nothing to say. */
static void
set_text (GtkLabel *label, const char *text)
{
  gtk_label_set_text (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && *text != '\0');
}

static char *
make_who (const InsScanSummary *summary)
{
  g_autofree char *base = g_path_get_basename (summary->path);
  g_autoptr (GString) who = g_string_new (NULL);

  if (summary->part != NULL)
    g_string_append_printf (who, "%s · ", summary->part);
  if (summary->operator_name != NULL)
    g_string_append_printf (who, "%s · ", summary->operator_name);
  g_string_append (who, base);
  if (summary->is_simulated)
    g_string_append_printf (who, " · %s", _ ("simulated"));

  return g_utf8_make_valid (who->str, -1);
}

/* "400 lines, 3 holes" */
static char *
make_lines (const InsScanSummary *summary)
{
  g_autofree char *lines = g_strdup_printf (ngettext ("%u line", "%u lines", summary->n_lines_done),
                                            summary->n_lines_done);

  if (summary->n_holes == 0)
    return g_steal_pointer (&lines);

  return g_strdup_printf (ngettext ("%s, %u hole", "%s, %u holes", summary->n_holes), lines,
                          summary->n_holes);
}

static char *
make_effort (const InsScanSummary *summary, gboolean is_scan)
{
  g_autofree char *bytes = g_format_size (summary->n_bytes);
  g_autofree char *lines = NULL;
  g_autofree char *duration = NULL;

  if (!is_scan)
    return g_steal_pointer (&bytes);
  lines = make_lines (summary);
  if (isnan (summary->duration_s))
    return g_strdup_printf ("%s · %s", lines, bytes);
  duration = ins_panel_text_duration (summary->duration_s);

  return g_strdup_printf ("%s · %s · %s", lines, duration, bytes);
}

static void
show_chip (InsScanRow *self, const InsScanSummary *summary, gboolean is_looked)
{
  const char *class = NULL;
  const char *text = is_looked ? get_chip (summary, &class) : NULL;

  gtk_widget_set_css_classes (GTK_WIDGET (self->chip), (const char *[]){ "chip", class, NULL });
  set_text (self->chip, text);
}

static void
update (InsScanRow *self)
{
  const InsScanSummary *summary = ins_scan_item_get (self->item);
  const gboolean is_looked = ins_scan_item_is_looked (self->item);
  const gboolean is_scan = is_looked && summary->n_rows > 0;
  g_autofree char *base = g_path_get_basename (summary->path);
  g_autofree char *shown_base = g_utf8_make_valid (base, -1);
  g_autofree char *who = is_looked ? make_who (summary) : NULL;
  g_autofree char *when = ins_scan_row_format_time (summary->created_us);
  g_autofree char *size = is_scan ? ins_scan_row_format_size (summary) : NULL;
  g_autofree char *effort = make_effort (summary, is_scan);
  g_autoptr (GdkTexture) texture = ins_scan_row_make_texture (summary->thumbnail);

  gtk_picture_set_paintable (self->picture, GDK_PAINTABLE (texture));
  set_text (self->name, summary->name != NULL ? summary->name : shown_base);
  show_chip (self, summary, is_looked);
  set_text (self->who, summary->name != NULL ? who : NULL);
  set_text (self->sentence, is_looked ? summary->sentence : _ ("Looking …"));
  set_text (self->when, when);
  set_text (self->size, size);
  set_text (self->effort, effort);
}

static void
on_item_changed (InsScanItem *item, InsScanRow *self)
{
  update (self);
}

void
ins_scan_row_set_item (InsScanRow *self, InsScanItem *item)
{
  g_return_if_fail (INS_IS_SCAN_ROW (self));

  if (self->item != NULL)
    g_signal_handlers_disconnect_by_data (self->item, self);
  g_set_object (&self->item, item);
  if (item == NULL)
    {
      gtk_picture_set_paintable (self->picture, NULL); /* rows wait to be used again */
      return;
    }
  g_signal_connect (item, "changed", G_CALLBACK (on_item_changed), self);
  update (self);
}

/* ---- the widget ---------------------------------------------------------------------------- */

static void
measure_picture (GtkWidget *widget,
                 GtkOrientation orientation,
                 int for_size,
                 int *minimum,
                 int *natural,
                 int *minimum_baseline,
                 int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? PICTURE_WIDTH : PICTURE_HEIGHT;
}

static void
allocate_picture (GtkWidget *widget, int width, int height, int baseline)
{
  gtk_widget_allocate (gtk_widget_get_first_child (widget), width, height, -1, NULL);
}

GtkWidget *
ins_scan_row_make_frame (GtkPicture *picture)
{
  GtkWidget *frame = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_box_append (GTK_BOX (frame), GTK_WIDGET (picture));
  gtk_widget_set_layout_manager (frame,
                                 gtk_custom_layout_new (NULL, measure_picture, allocate_picture));
  gtk_widget_set_valign (frame, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (frame, "thumb");

  return frame;
}

static GtkLabel *
append_label (GtkWidget *box, float xalign, const char *const *classes)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), xalign);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_css_classes (label, (const char **)classes);
  gtk_box_append (GTK_BOX (box), label);

  return GTK_LABEL (label);
}

static GtkWidget *
make_words (InsScanRow *self)
{
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);

  self->name = append_label (head, 0.0f, (const char *[]){ "h", NULL });
  self->chip = append_label (head, 0.0f, (const char *[]){ "chip", NULL });
  gtk_label_set_ellipsize (self->chip, PANGO_ELLIPSIZE_NONE);
  gtk_widget_set_valign (GTK_WIDGET (self->chip), GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (words), head);
  self->who = append_label (words, 0.0f, (const char *[]){ "small", "dim", NULL });
  self->sentence = append_label (words, 0.0f, (const char *[]){ "small", "c-note", NULL });
  gtk_label_set_wrap (self->sentence, TRUE);
  gtk_label_set_lines (self->sentence, 2);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);

  return words;
}

static void
ins_scan_row_init (InsScanRow *self)
{
  GtkWidget *figures = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_HORIZONTAL);
  gtk_box_set_spacing (GTK_BOX (self), GAP_PX);
  gtk_widget_add_css_class (GTK_WIDGET (self), "scanrow");
  self->picture = GTK_PICTURE (gtk_picture_new ());
  gtk_box_append (GTK_BOX (self), ins_scan_row_make_frame (self->picture));
  gtk_box_append (GTK_BOX (self), make_words (self));
  self->when = append_label (figures, 1.0f, (const char *[]){ "tn", NULL });
  self->size = append_label (figures, 1.0f, (const char *[]){ "tn", "small", NULL });
  self->effort = append_label (figures, 1.0f, (const char *[]){ "tn", "small", "dim", NULL });
  gtk_widget_set_valign (figures, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (self), figures);
}

static void
ins_scan_row_dispose (GObject *object)
{
  InsScanRow *self = INS_SCAN_ROW (object);

  if (self->item != NULL)
    g_signal_handlers_disconnect_by_data (self->item, self);
  g_clear_object (&self->item);

  G_OBJECT_CLASS (ins_scan_row_parent_class)->dispose (object);
}

static void
ins_scan_row_class_init (InsScanRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ins_scan_row_dispose;
}

GtkWidget *
ins_scan_row_new (void)
{
  return g_object_new (INS_TYPE_SCAN_ROW, NULL);
}
