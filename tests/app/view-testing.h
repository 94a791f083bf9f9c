/* view-testing.h - a widget in a window, its pixels, its keys
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#define WAIT_S 10

typedef struct
{
  GtkWidget *window, *widget;
} Shown;

/* A picture of a widget, 0xffRRGGBB. */
typedef struct
{
  int width, height;
  guint32 *pixels;
} Picture;

static inline void
shown_init (Shown *self, GtkWidget *widget, int width, int height)
{
  gint64 end_us = g_get_monotonic_time () + WAIT_S * G_USEC_PER_SEC;

  self->widget = widget;
  self->window = gtk_window_new ();
  gtk_window_set_decorated (GTK_WINDOW (self->window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (self->window), width, height);
  gtk_window_set_child (GTK_WINDOW (self->window), widget);
  gtk_window_present (GTK_WINDOW (self->window));
  while (gtk_widget_get_width (widget) == 0 || !gtk_widget_get_mapped (widget))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end_us);
      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (1000);
    }
}

static inline void
shown_clear (Shown *self)
{
  gtk_window_destroy (GTK_WINDOW (self->window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static inline void
picture_clear (Picture *self)
{
  g_free (self->pixels);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Picture, picture_clear)

static inline GskRenderNode *
shown_snapshot (Shown *self)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();

  GTK_WIDGET_GET_CLASS (self->widget)->snapshot (self->widget, snapshot);

  return gtk_snapshot_free_to_node (snapshot);
}

static inline Picture
shown_render (Shown *self)
{
  GskRenderer *renderer = gtk_native_get_renderer (GTK_NATIVE (self->window));
  GskRenderNode *node = shown_snapshot (self);
  Picture picture = { gtk_widget_get_width (self->widget), gtk_widget_get_height (self->widget) };
  graphene_rect_t viewport = GRAPHENE_RECT_INIT (0, 0, (float)picture.width, (float)picture.height);
  g_autoptr (GdkTexture) texture = gsk_renderer_render_texture (renderer, node, &viewport);

  picture.pixels = g_new (guint32, (gsize)picture.width * picture.height);
  gdk_texture_download (texture, (guchar *)picture.pixels, (gsize)picture.width * 4);
  gsk_render_node_unref (node);

  return picture;
}

static inline guint32
picture_get (const Picture *self, double x, double y)
{
  g_assert_cmpfloat (x, >=, 0);
  g_assert_cmpfloat (y, >=, 0);
  g_assert_cmpfloat (x, <, self->width);
  g_assert_cmpfloat (y, <, self->height);

  return self->pixels[(int)y * self->width + (int)x];
}

static inline guint32
pixel_of (const GdkRGBA *colour)
{
  return 0xff000000 | (guint32)lroundf (colour->red * 255) << 16 |
         (guint32)lroundf (colour->green * 255) << 8 | (guint32)lroundf (colour->blue * 255);
}

/* Greatest difference of a channel. */
static inline int
colour_distance (guint32 a, guint32 b)
{
  int most = 0;

  for (int shift = 0; shift < 24; shift += 8)
    most = MAX (most, ABS ((int)((a >> shift) & 0xff) - (int)((b >> shift) & 0xff)));

  return most;
}

#define assert_colour(a, b) g_assert_cmpint (colour_distance (a, b), <=, 3)

/* (transfer none): the widget's first controller of a type */
static inline gpointer
find_controller (GtkWidget *widget, GType type, guint button)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GObject) controller = g_list_model_get_item (controllers, i);

      if (!g_type_is_a (G_OBJECT_TYPE (controller), type))
        continue;
      if (button == 0 || gtk_gesture_single_get_button (GTK_GESTURE_SINGLE (controller)) == button)
        return controller;
    }
  g_assert_not_reached ();
}

/* What the key does in the widget's own bindings; FALSE: nothing is bound to it. */
static inline gboolean
press_key (GtkWidget *widget, guint key, GdkModifierType modifiers)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GObject) controller = g_list_model_get_item (controllers, i);

      if (!GTK_IS_SHORTCUT_CONTROLLER (controller))
        continue;
      for (guint k = 0; k < g_list_model_get_n_items (G_LIST_MODEL (controller)); k++)
        {
          g_autoptr (GtkShortcut) shortcut = g_list_model_get_item (G_LIST_MODEL (controller), k);
          GtkShortcutTrigger *trigger = gtk_shortcut_get_trigger (shortcut);

          if (GTK_IS_KEYVAL_TRIGGER (trigger) &&
              gtk_keyval_trigger_get_keyval (GTK_KEYVAL_TRIGGER (trigger)) == key &&
              gtk_keyval_trigger_get_modifiers (GTK_KEYVAL_TRIGGER (trigger)) == modifiers)
            return gtk_shortcut_action_activate (gtk_shortcut_get_action (shortcut), 0, widget,
                                                 gtk_shortcut_get_arguments (shortcut));
        }
    }

  return FALSE;
}

static inline void
on_count (gpointer object, guint *count)
{
  (*count)++;
}
