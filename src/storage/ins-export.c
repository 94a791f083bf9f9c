/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "core/ins-error.h"
#include "storage/ins-export-private.h"
#include "storage/ins-nde-io.h"

static const struct
{
  const char *suffix;
  InsExportFunc func;
} formats[] = {
  { ".png", ins_export_png }, { ".tif", ins_export_tiff }, { ".tiff", ins_export_tiff },
  { ".npy", ins_export_npy }, { ".gsf", ins_export_gsf },  { ".csv", ins_export_csv },
  { ".vti", ins_export_vti },
};

void
ins_export_append (GByteArray *bytes, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_byte_array_append (bytes, (const guint8 *)text, (guint)strlen (text));
}

static InsExportFunc
find_format (const char *path, GError **error)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (g_str_has_suffix (lower, formats[i].suffix))
      return formats[i].func;

  g_set_error (error, INS_FILE_ERROR, INS_FILE_ERROR_FORMAT,
               _ ("%s: the name decides the format and must end in .png, .tif, .npy, .gsf, .csv or "
                  ".vti."),
               path);

  return NULL;
}

static const struct
{
  const char *name, *unit, *title;
} planes[INS_PLANE_N_KINDS] = {
  [INS_PLANE_AMPLITUDE] = { "amplitude", "%", "amplitude" },
  [INS_PLANE_TOF] = { "tof", "s", "time of flight" },
  [INS_PLANE_REGISTRATION] = { "registration", "um", "Registration uncertainty" },
  [INS_PLANE_PULSES] = { "pulses", "1", "Pulses per pixel" },
};

static gboolean
find_plane (InsExportPlane *self, const char *plane, const char *gate, GError **error)
{
  const InsRecipe *recipe = ins_nde_file_get_recipe (self->file);
  int found = gate != NULL ? ins_recipe_find_gate (recipe, gate) : 0;
  guint kind = 0;

  while (plane != NULL && kind < INS_PLANE_N_KINDS && !g_str_equal (plane, planes[kind].name))
    kind++;
  if (kind == INS_PLANE_N_KINDS)
    {
      g_set_error (error, INS_FILE_ERROR, INS_FILE_ERROR_FORMAT,
                   _ ("There is no plane “%s”. Known ones: amplitude, tof, registration, pulses."),
                   plane);
      return FALSE;
    }
  if (found < 0)
    {
      g_autoptr (GString) names = g_string_new (NULL);

      for (guint i = 0; i < recipe->n_gates; i++)
        g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", recipe->gates[i].name);
      g_set_error (error, INS_FILE_ERROR, INS_FILE_ERROR_FORMAT,
                   _ ("The scan has no gate “%s”. Its gates: %s."), gate, names->str);
      return FALSE;
    }

  self->gate = (guint)found;
  self->kind = (InsPlaneKind)kind;
  self->unit = planes[kind].unit;

  return TRUE;
}

typedef struct
{
  float *values;
  guint n_columns;
} Copy;

static void
on_row (guint row, const float *values, const guint8 *holes, gpointer data)
{
  const Copy *copy = data;
  float *to = copy->values + (gsize)row * copy->n_columns;

  for (guint i = 0; i < copy->n_columns; i++)
    to[i] = isinf (values[i]) || holes[i] != INS_HOLE_NONE ? NAN : values[i];
}

/* NULL with an error if the file has no such map. */
static float *
dup_values (const InsExportPlane *self, GError **error)
{
  g_autoptr (InsCscan) cscan = NULL;
  Copy copy = { .n_columns = self->grid->n_columns };

  if (!ins_nde_file_check_plane (self->file, self->kind, error))
    return NULL;
  cscan = ins_nde_file_dup_cscan (self->file);
  copy.values = g_new (float, self->n_values);
  for (gsize i = 0; i < self->n_values; i++)
    copy.values[i] = NAN;
  ins_cscan_collect (cscan, self->gate, self->kind, 0, on_row, &copy);

  return copy.values;
}

static char *
make_title (const InsExportPlane *self)
{
  const char *title = planes[self->kind].title;

  if (ins_plane_is_map (self->kind))
    return g_strdup (title);

  return g_strdup_printf ("Gate %s %s",
                          ins_nde_file_get_recipe (self->file)->gates[self->gate].name, title);
}

/* Beside and renamed, so that a full disk leaves no half file and keeps the old one. */
static gboolean
save (const char *path, const GByteArray *bytes, GError **error)
{
  g_autofree char *part = g_strconcat (path, ".XXXXXX", NULL);
  int fd = g_mkstemp_full (part, O_RDWR | O_CLOEXEC, 0666);
  gboolean done;

  if (fd < 0)
    {
      ins_nde_io_set_error (error, errno, path);
      return FALSE;
    }

  done = ins_nde_io_write (fd, path, 0, bytes->data, bytes->len, error);
  if (done && fsync (fd) != 0)
    {
      ins_nde_io_set_error (error, errno, path);
      done = FALSE;
    }
  close (fd);
  done = done && ins_nde_io_rename (part, path, TRUE, error);
  if (!done)
    g_unlink (part);

  return done;
}

gboolean
ins_export (InsNdeFile *file, const char *path, const char *plane, const char *gate, GError **error)
{
  InsExportFunc func = find_format (path, error);
  InsExportPlane self = { .file = file, .grid = ins_nde_file_get_grid (file) };
  g_autofree char *title = NULL;
  g_autofree float *values = NULL;
  g_autoptr (GByteArray) bytes = NULL;

  if (func == NULL || !find_plane (&self, plane, gate, error))
    return FALSE;

  self.n_values = (gsize)self.grid->n_rows * self.grid->n_columns;
  /* byte arrays end at 4 GiB; the text of a value takes up to 16 bytes */
  if (self.n_values > G_MAXUINT / 16)
    {
      g_set_error (
          error, INS_FILE_ERROR, INS_FILE_ERROR_FORMAT,
          _ ("The picture has %u x %u pixels, too many for this format. Read the .nde file "
             "itself instead."),
          self.grid->n_columns, self.grid->n_rows);
      return FALSE;
    }
  values = dup_values (&self, error);
  if (values == NULL)
    return FALSE;
  title = make_title (&self);
  self.values = values;
  self.title = title;
  bytes = func (&self, error);

  return bytes != NULL && save (path, bytes, error);
}
