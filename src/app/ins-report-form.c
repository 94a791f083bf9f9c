/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/ins-choice.h"
#include "app/ins-report-form.h"

#define PX_PER_POINT 1.5 /* of the preview, which shows it at about 1 */
#define PREVIEW_WIDTH 480
#define GAP_PX 9

typedef struct
{
  const char *plane; /* static, or the recipe's */
  const char *gate;
} Plane;

typedef enum
{
  PART_PICTURE,
  PART_SCALE_BAR,
  PART_PARAMETERS,
  PART_MEASUREMENTS,
  PART_NOTES,
  N_PARTS,
} Part;

struct _InsReportForm
{
  GtkWindow parent_instance;

  InsNdeFile *file;
  GArray *planes; /* (element-type Plane) */
  InsChoice *plane, *second;
  GtkCheckButton *parts[N_PARTS];
  GtkPicture *preview;
  GtkLabel *page_label, *sentence;
  GtkWidget *back_button, *next_button;

  guint page, n_pages;
  GCancellable *drawing;
};

G_DEFINE_FINAL_TYPE (InsReportForm, ins_report_form, GTK_TYPE_WINDOW)

static guint save_signal;

static const struct
{
  const char *title;
  InsReportLack lack;
} parts[N_PARTS] = {
  [PART_PICTURE] = { N_ ("First picture"), INS_REPORT_NO_PICTURE },
  [PART_SCALE_BAR] = { N_ ("Scale bar"), INS_REPORT_NO_SCALE_BAR },
  [PART_PARAMETERS] = { N_ ("How it was scanned"), INS_REPORT_NO_PARAMETERS },
  [PART_MEASUREMENTS] = { N_ ("Measurements"), INS_REPORT_NO_MEASUREMENTS },
  [PART_NOTES] = { N_ ("Notes"), INS_REPORT_NO_NOTES },
};

/* ---- planes -------------------------------------------------------------------------------- */

static void
add_plane (GArray *planes, GStrvBuilder *titles, Plane plane, char *title)
{
  g_array_append_val (planes, plane);
  g_strv_builder_add (titles, title);
  g_free (title);
}

/* (transfer full): names for people, in the order of the planes */
static GStrv
list_planes (InsReportForm *self)
{
  const InsRecipe *recipe = ins_nde_file_get_recipe (self->file);
  g_autoptr (GStrvBuilder) titles = g_strv_builder_new ();
  const char *amplitude = ins_export_get_plane_name (recipe, INS_PLANE_AMPLITUDE, 0);
  const char *tof = ins_export_get_plane_name (recipe, INS_PLANE_TOF, 0);

  for (guint i = 0; i < recipe->n_gates; i++)
    {
      const char *name = recipe->gates[i].name;

      add_plane (self->planes, titles, (Plane){ amplitude, name },
                 g_strdup_printf (_ ("Gate %s  amplitude"), name));
      add_plane (self->planes, titles, (Plane){ tof, name },
                 g_strdup_printf (_ ("Gate %s  time"), name));
    }
  for (guint i = 0; i < recipe->n_planes; i++)
    add_plane (self->planes, titles, (Plane){ recipe->planes[i].name, NULL },
               g_strdup (recipe->planes[i].name));
  if (ins_nde_file_check_plane (self->file, INS_PLANE_REGISTRATION, NULL))
    add_plane (self->planes, titles,
               (Plane){ ins_export_get_plane_name (recipe, INS_PLANE_REGISTRATION, 0), NULL },
               g_strdup (_ ("Registration (µm)")));
  add_plane (self->planes, titles,
             (Plane){ ins_export_get_plane_name (recipe, INS_PLANE_PULSES, 0), NULL },
             g_strdup (_ ("Pulses per pixel")));

  return g_strv_builder_end (titles);
}

static guint
find_plane (InsReportForm *self, const char *plane, const char *gate)
{
  for (guint i = 0; i < self->planes->len; i++)
    {
      const Plane *each = &g_array_index (self->planes, Plane, i);

      if (g_strcmp0 (each->plane, plane) == 0 &&
          (each->gate == NULL || g_strcmp0 (each->gate, gate) == 0))
        return i;
    }

  return 0;
}

void
ins_report_form_get_wish (InsReportForm *self, InsExportWish *wish)
{
  const guint plane = ins_choice_get_selected (self->plane);
  const guint second = ins_choice_get_selected (self->second);

  g_return_if_fail (INS_IS_REPORT_FORM (self));

  *wish = (InsExportWish){ .format = "pdf" };
  if (plane < self->planes->len)
    {
      wish->plane = g_array_index (self->planes, Plane, plane).plane;
      wish->gate = g_array_index (self->planes, Plane, plane).gate;
    }
  if (second > 0 && second <= self->planes->len)
    {
      wish->second_plane = g_array_index (self->planes, Plane, second - 1).plane;
      wish->second_gate = g_array_index (self->planes, Plane, second - 1).gate;
    }
  for (guint i = 0; i < N_PARTS; i++)
    if (!gtk_check_button_get_active (self->parts[i]))
      wish->lacks |= parts[i].lack;
}

InsNdeFile *
ins_report_form_get_file (InsReportForm *self)
{
  return self->file;
}

gboolean
ins_report_form_get_preview (InsReportForm *self, guint *n_pages)
{
  *n_pages = self->n_pages;

  return gtk_picture_get_paintable (self->preview) != NULL;
}

/* ---- the preview --------------------------------------------------------------------------- */

/* The task thread's; strings of the wish are copies. */
typedef struct
{
  InsNdeFile *file;
  char *texts[4];
  InsExportWish wish;
  guint page, n_pages;
} Drawing;

static void
drawing_free (gpointer data)
{
  Drawing *drawing = data;

  ins_nde_file_unref (drawing->file);
  for (guint i = 0; i < G_N_ELEMENTS (drawing->texts); i++)
    g_free (drawing->texts[i]);
  g_free (drawing);
}

static void
draw_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Drawing *drawing = data;
  GError *error = NULL;
  cairo_surface_t *surface = ins_export_draw_report (drawing->file, &drawing->wish, drawing->page,
                                                     PX_PER_POINT, &drawing->n_pages, &error);

  if (surface == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, surface, (GDestroyNotify)cairo_surface_destroy);
}

static GdkTexture *
make_texture (cairo_surface_t *surface)
{
  const int width = cairo_image_surface_get_width (surface);
  const int height = cairo_image_surface_get_height (surface);
  const int stride = cairo_image_surface_get_stride (surface);
  g_autoptr (GBytes) bytes = NULL;

  cairo_surface_flush (surface);
  bytes = g_bytes_new (cairo_image_surface_get_data (surface), (gsize)height * (gsize)stride);

  return gdk_memory_texture_new (width, height, GDK_MEMORY_B8G8R8A8_PREMULTIPLIED, bytes,
                                 (gsize)stride);
}

static void
show_pages (InsReportForm *self)
{
  g_autofree char *text = g_strdup_printf (_ ("Page %u of %u"), self->page + 1, self->n_pages);

  gtk_label_set_text (self->page_label, text);
  gtk_widget_set_sensitive (self->back_button, self->page > 0);
  gtk_widget_set_sensitive (self->next_button, self->page + 1 < self->n_pages);
}

static void draw (InsReportForm *self);

static void
on_drawn (GObject *source, GAsyncResult *result, gpointer data)
{
  InsReportForm *self = INS_REPORT_FORM (source);
  const Drawing *drawing = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  cairo_surface_t *surface = g_task_propagate_pointer (G_TASK (result), &error);
  g_autoptr (GdkTexture) texture = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  gtk_label_set_text (self->sentence, error != NULL ? error->message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->sentence), error != NULL);
  if (surface == NULL)
    return;
  self->n_pages = drawing->n_pages;
  texture = make_texture (surface);
  cairo_surface_destroy (surface);
  gtk_picture_set_paintable (self->preview, GDK_PAINTABLE (texture));
  show_pages (self);
  if (self->page < self->n_pages || self->page == 0)
    return;
  self->page = self->n_pages - 1; /* there are fewer than there were */
  draw (self);
}

static const char *
keep (Drawing *drawing, guint place, const char *text)
{
  drawing->texts[place] = g_strdup (text);

  return drawing->texts[place];
}

static void
draw (InsReportForm *self)
{
  Drawing *drawing = g_new0 (Drawing, 1);
  g_autoptr (GTask) task = NULL;

  drawing->file = ins_nde_file_ref (self->file);
  ins_report_form_get_wish (self, &drawing->wish);
  drawing->wish.plane = keep (drawing, 0, drawing->wish.plane);
  drawing->wish.gate = keep (drawing, 1, drawing->wish.gate);
  drawing->wish.second_plane = keep (drawing, 2, drawing->wish.second_plane);
  drawing->wish.second_gate = keep (drawing, 3, drawing->wish.second_gate);
  drawing->page = self->page;
  g_cancellable_cancel (self->drawing);
  g_clear_object (&self->drawing);
  self->drawing = g_cancellable_new ();
  task = g_task_new (self, self->drawing, on_drawn, NULL);
  g_task_set_task_data (task, drawing, drawing_free);
  g_task_run_in_thread (task, draw_thread);
}

/* ---- what a person does -------------------------------------------------------------------- */

static void
on_edited (InsReportForm *self)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->parts[PART_SCALE_BAR]),
                            gtk_check_button_get_active (self->parts[PART_PICTURE]) ||
                                ins_choice_get_selected (self->second) > 0);
  draw (self);
}

static void
on_back_clicked (InsReportForm *self)
{
  self->page--;
  draw (self);
}

static void
on_next_clicked (InsReportForm *self)
{
  self->page++;
  draw (self);
}

static void
on_save_clicked (InsReportForm *self)
{
  g_signal_emit (self, save_signal, 0);
}

/* ---- the window ---------------------------------------------------------------------------- */

static GtkWidget *
make_page_button (InsReportForm *self, const char *icon, const char *name, GCallback on_clicked)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_set_sensitive (button, FALSE);
  g_signal_connect_swapped (button, "clicked", on_clicked, self);

  return button;
}

static GtkWidget *
make_preview (InsReportForm *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, GAP_PX);
  GtkWidget *pages = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, GAP_PX);

  self->preview = GTK_PICTURE (gtk_picture_new ());
  gtk_picture_set_can_shrink (self->preview, TRUE);
  gtk_picture_set_alternative_text (self->preview, _ ("The report’s page as it will be printed"));
  gtk_widget_set_size_request (GTK_WIDGET (self->preview), PREVIEW_WIDTH, -1);
  gtk_widget_set_vexpand (GTK_WIDGET (self->preview), TRUE);
  gtk_widget_set_hexpand (GTK_WIDGET (self->preview), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->preview), "sheet");
  self->back_button = make_page_button (self, "go-previous-symbolic", _ ("Page before"),
                                        G_CALLBACK (on_back_clicked));
  self->next_button = make_page_button (self, "go-next-symbolic", _ ("Next page"),
                                        G_CALLBACK (on_next_clicked));
  self->page_label = GTK_LABEL (gtk_label_new (_ ("Drawing …")));
  gtk_widget_set_halign (pages, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (pages), self->back_button);
  gtk_box_append (GTK_BOX (pages), GTK_WIDGET (self->page_label));
  gtk_box_append (GTK_BOX (pages), self->next_button);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->preview));
  gtk_box_append (GTK_BOX (box), pages);

  return box;
}

static InsChoice *
make_choice (InsReportForm *self, const char *label)
{
  InsChoice *choice = g_object_new (INS_TYPE_CHOICE, "label", label, NULL);

  g_signal_connect_swapped (choice, "edited", G_CALLBACK (on_edited), self);

  return choice;
}

static GtkWidget *
make_side (InsReportForm *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, GAP_PX);
  GtkWidget *save = gtk_button_new_with_mnemonic (_ ("_Save as PDF…"));
  GtkWidget *gap = gtk_label_new (NULL);

  self->plane = make_choice (self, _ ("First picture"));
  self->second = make_choice (self, _ ("Second picture"));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->plane));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->second));
  for (guint i = 0; i < N_PARTS; i++)
    {
      GtkWidget *check = gtk_check_button_new_with_label (_ (parts[i].title));

      self->parts[i] = GTK_CHECK_BUTTON (check);
      gtk_check_button_set_active (self->parts[i], TRUE);
      g_signal_connect_swapped (check, "toggled", G_CALLBACK (on_edited), self);
      gtk_box_append (GTK_BOX (box), check);
    }
  self->sentence = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->sentence, TRUE);
  gtk_label_set_max_width_chars (self->sentence, 30);
  gtk_label_set_xalign (self->sentence, 0.0f);
  gtk_widget_set_visible (GTK_WIDGET (self->sentence), FALSE);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->sentence));
  gtk_widget_set_vexpand (gap, TRUE);
  gtk_box_append (GTK_BOX (box), gap);
  gtk_widget_add_css_class (save, "suggested-action");
  g_signal_connect_swapped (save, "clicked", G_CALLBACK (on_save_clicked), self);
  gtk_box_append (GTK_BOX (box), save);

  return box;
}

static void
ins_report_form_init (InsReportForm *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 18);

  self->planes = g_array_new (FALSE, FALSE, sizeof (Plane));
  gtk_widget_set_margin_start (box, 18);
  gtk_widget_set_margin_end (box, 18);
  gtk_widget_set_margin_top (box, 18);
  gtk_widget_set_margin_bottom (box, 18);
  gtk_box_append (GTK_BOX (box), make_preview (self));
  gtk_box_append (GTK_BOX (box), make_side (self));
  gtk_window_set_child (GTK_WINDOW (self), box);
  gtk_window_set_default_size (GTK_WINDOW (self), 840, 700);
}

static void
ins_report_form_dispose (GObject *object)
{
  InsReportForm *self = INS_REPORT_FORM (object);

  g_cancellable_cancel (self->drawing);
  g_clear_object (&self->drawing);

  G_OBJECT_CLASS (ins_report_form_parent_class)->dispose (object);
}

static void
ins_report_form_finalize (GObject *object)
{
  InsReportForm *self = INS_REPORT_FORM (object);

  g_array_unref (self->planes);
  g_clear_pointer (&self->file, ins_nde_file_unref);

  G_OBJECT_CLASS (ins_report_form_parent_class)->finalize (object);
}

static void
ins_report_form_class_init (InsReportFormClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ins_report_form_dispose;
  G_OBJECT_CLASS (klass)->finalize = ins_report_form_finalize;
  save_signal = g_signal_new ("save", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                              NULL, G_TYPE_NONE, 0);
}

GtkWindow *
ins_report_form_new (GtkWindow *parent, InsNdeFile *file, const char *plane, const char *gate)
{
  InsReportForm *self = g_object_new (INS_TYPE_REPORT_FORM, "title", _ ("Report"), "transient-for",
                                      parent, "destroy-with-parent", TRUE, NULL);
  g_autoptr (GStrvBuilder) with_none = g_strv_builder_new ();
  g_auto (GStrv) titles = NULL;
  g_auto (GStrv) seconds = NULL;

  self->file = ins_nde_file_ref (file);
  titles = list_planes (self);
  g_strv_builder_add (with_none, _ ("None"));
  g_strv_builder_addv (with_none, (const char **)titles);
  seconds = g_strv_builder_end (with_none);
  ins_choice_set_items (self->plane, (const char *const *)titles);
  ins_choice_set_selected (self->plane, find_plane (self, plane, gate));
  ins_choice_set_items (self->second, (const char *const *)seconds);
  ins_choice_set_selected (self->second, 0);
  draw (self);

  return GTK_WINDOW (self);
}
