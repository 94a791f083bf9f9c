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
#include "image/ins-pixel-state.h"
#include "storage/ins-export-private.h"
#include "storage/ins-nde-io.h"

typedef struct
{
  InsExportFunc func;              /* of a plane; NULL: it takes none */
  InsExportVolumeFunc volume_func; /* of all A-scans; NULL likewise */
} Maker;

/* In the order of the makers. */
static const InsExportFormat formats[] = {
  { "png", N_ ("Picture with scale (.png)"), TRUE, FALSE },
  { "pdf", N_ ("Report (.pdf)"), TRUE, FALSE },
  { "tif", N_ ("Values for ImageJ (.tif)"), TRUE, TRUE },
  { "gsf", N_ ("Values for Gwyddion (.gsf)"), TRUE, FALSE },
  { "npy", N_ ("Values for NumPy (.npy)"), TRUE, TRUE },
  { "vti", N_ ("Values for ParaView (.vti)"), TRUE, TRUE },
  { "csv", N_ ("Table (.csv)"), TRUE, TRUE },
};

static const Maker makers[G_N_ELEMENTS (formats)] = {
  { ins_export_png, NULL },
  { ins_export_pdf, NULL },
  { ins_export_tiff, ins_export_tiff_volume },
  { ins_export_gsf, NULL },
  { ins_export_npy, ins_export_npy_volume },
  { ins_export_vti, ins_export_vti_volume },
  { ins_export_csv, ins_export_csv_volume },
};

const InsExportFormat *
ins_export_get_formats (guint *n)
{
  *n = G_N_ELEMENTS (formats);

  return formats;
}

gboolean
ins_export_go_on (const InsExportWish *wish, double fraction, GError **error)
{
  if (g_cancellable_set_error_if_cancelled (wish->cancellable, error))
    return FALSE;
  if (wish->progress != NULL)
    wish->progress (fraction, wish->progress_data);

  return TRUE;
}

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

/* -1 with an error. ".tiff" is what some call ".tif". */
static int
find_format (const char *path, const char *wanted, GError **error)
{
  g_autofree char *lower = g_ascii_strdown (wanted != NULL ? wanted : path, -1);

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autofree char *end = g_strconcat (".", formats[i].suffix, NULL);

      if (wanted != NULL ? g_str_equal (lower, formats[i].suffix) : g_str_has_suffix (lower, end))
        return (int)i;
    }
  if (wanted == NULL && g_str_has_suffix (lower, ".tiff"))
    return find_format (path, "tif", error);

  if (wanted != NULL)
    g_set_error (error, INS_FILE_ERROR, INS_FILE_ERROR_FORMAT,
                 _ ("There is no format “%s”. Known ones: png, pdf, tif, gsf, npy, vti, csv."),
                 wanted);
  else
    g_set_error (error, INS_FILE_ERROR, INS_FILE_ERROR_FORMAT,
                 _ ("%s: the name decides the format and must end in .png, .pdf, .tif, .gsf, .npy, "
                    ".vti or .csv, or the format must be named."),
                 path);

  return -1;
}

static const struct
{
  const char *name, *unit, *title;
} planes[] = {
  [INS_PLANE_AMPLITUDE] = { "amplitude", "%", "amplitude" },
  [INS_PLANE_TOF] = { "tof", "s", "time of flight" },
  [INS_PLANE_REGISTRATION] = { "registration", "um", "Registration uncertainty" },
  [INS_PLANE_PULSES] = { "pulses", "1", "Pulses per pixel" },
  [INS_PLANE_STATUS] = { "status", "1", "status" },
  [INS_PLANE_DERIVED] = { NULL, NULL, NULL }, /* each by its own name */
  [INS_PLANE_ALARMS] = { "alarms", "1", "Alarms" },
};

const char *
ins_export_get_plane_name (const InsRecipe *recipe, InsPlaneKind kind, guint index)
{
  g_return_val_if_fail (kind < G_N_ELEMENTS (planes), NULL);
  g_return_val_if_fail (kind != INS_PLANE_DERIVED || index < recipe->n_planes, NULL);

  return kind == INS_PLANE_DERIVED ? recipe->planes[index].name : planes[kind].name;
}

/* A plane that the recipe derives from gates. */
static gboolean
find_derived (InsExportPlane *self, const char *name)
{
  static const char *const units[] = { [INS_UNIT_NONE] = "1",
                                       [INS_UNIT_PERCENT] = "%",
                                       [INS_UNIT_S] = "s",
                                       [INS_UNIT_DB] = "dB",
                                       [INS_UNIT_MM] = "mm" };
  const InsRecipe *recipe = ins_nde_file_get_recipe (self->file);
  int found = ins_recipe_find_plane (recipe, name);

  if (found < 0)
    return FALSE;
  self->kind = INS_PLANE_DERIVED;
  self->gate = (guint)found;
  self->unit = units[ins_derived_get_unit (recipe->planes[found].kind)];

  return TRUE;
}

static void
refuse_plane (InsExportPlane *self, const char *plane, GError **error)
{
  const InsRecipe *recipe = ins_nde_file_get_recipe (self->file);
  g_autoptr (GString) names = g_string_new ("amplitude, tof, status, registration, pulses");

  if (recipe->n_alarms > 0)
    g_string_append (names, ", alarms");
  for (guint i = 0; i < recipe->n_planes; i++)
    g_string_append_printf (names, ", %s", recipe->planes[i].name);
  g_string_append (names, ", " INS_EXPORT_ASCANS);
  g_set_error (error, INS_FILE_ERROR, INS_FILE_ERROR_FORMAT,
               _ ("There is no plane “%s”. Known ones: %s."), plane, names->str);
}

static gboolean
find_plane (InsExportPlane *self, const char *plane, const char *gate, GError **error)
{
  const InsRecipe *recipe = ins_nde_file_get_recipe (self->file);
  int found = gate != NULL ? ins_recipe_find_gate (recipe, gate) : 0;
  guint kind = 0;

  while (plane != NULL && kind < G_N_ELEMENTS (planes) && g_strcmp0 (plane, planes[kind].name) != 0)
    kind++;
  if (kind == G_N_ELEMENTS (planes) && find_derived (self, plane))
    return TRUE;
  if (kind == G_N_ELEMENTS (planes) || (kind == INS_PLANE_ALARMS && recipe->n_alarms == 0))
    {
      refuse_plane (self, plane, error);
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
  float *values, *states;
  guint n_columns;
  gboolean is_map; /* of which nobody asks for states */
} Copy;

static void
on_row (guint row, const float *values, const guint8 *holes, const guint8 *status, gpointer data)
{
  const Copy *copy = data;
  float *to = copy->values + (gsize)row * copy->n_columns;

  for (guint i = 0; i < copy->n_columns; i++)
    to[i] = isinf (values[i]) || holes[i] != INS_HOLE_NONE ? NAN : values[i];
  if (!copy->is_map)
    (void)ins_pixel_states_find (values, holes, status, copy->n_columns,
                                 copy->states + (gsize)row * copy->n_columns);
}

/* @states: (out) (transfer full). NULL with an error if the file has no such map. */
static float *
dup_values (const InsExportPlane *self, float **states, GError **error)
{
  g_autoptr (InsCscan) cscan = NULL;
  Copy copy = { .n_columns = self->grid->n_columns,
                .is_map = ins_plane_is_map (self->kind) || self->kind == INS_PLANE_STATUS ||
                          self->kind == INS_PLANE_ALARMS };

  if (!ins_nde_file_check_plane (self->file, self->kind, error))
    return NULL;
  cscan = ins_nde_file_dup_cscan (self->file);
  copy.values = g_new (float, self->n_values);
  copy.states = *states = g_new (float, self->n_values);
  for (gsize i = 0; i < self->n_values; i++)
    {
      copy.values[i] = NAN;
      copy.states[i] = INS_NO_DATA;
    }
  ins_cscan_collect (cscan, self->gate, self->kind, 0, on_row, &copy);

  return copy.values;
}

static char *
make_title (const InsExportPlane *self)
{
  const InsRecipe *recipe = ins_nde_file_get_recipe (self->file);
  const char *title = planes[self->kind].title;

  if (self->kind == INS_PLANE_DERIVED)
    return g_strdup (recipe->planes[self->gate].name);
  if (ins_plane_is_map (self->kind) || self->kind == INS_PLANE_ALARMS)
    return g_strdup (title);

  return g_strdup_printf ("Gate %s %s", recipe->gates[self->gate].name, title);
}

/* ---- saving -------------------------------------------------------------------------------- */

/* (transfer full): its values, which the plane then has, as it has @states: (out) (transfer full);
 * NULL with an error */
static float *
fill_plane (InsExportPlane *self, float **states, GError **error)
{
  float *values;

  self->n_values = (gsize)self->grid->n_rows * self->grid->n_columns;
  /* byte arrays end at 4 GiB; the text of a value takes up to 16 bytes */
  if (self->n_values > G_MAXUINT / 16)
    {
      g_set_error (
          error, INS_FILE_ERROR, INS_FILE_ERROR_FORMAT,
          _ ("The picture has %u x %u pixels, too many for this format. Read the .nde file "
             "itself instead."),
          self->grid->n_columns, self->grid->n_rows);
      return NULL;
    }
  values = dup_values (self, states, error);
  self->values = values;
  self->states = *states;

  return values;
}

float *
ins_export_find_plane (InsExportPlane *self,
                       const char *plane,
                       const char *gate,
                       float **states,
                       GError **error)
{
  return find_plane (self, plane, gate, error) ? fill_plane (self, states, error) : NULL;
}

static gboolean
write_plane (InsExportPlane *self, const Maker *maker, int fd, const char *path, GError **error)
{
  g_autofree char *title = NULL;
  g_autofree float *states = NULL;
  g_autofree float *values = fill_plane (self, &states, error);
  g_autoptr (GByteArray) bytes = NULL;

  if (values == NULL)
    return FALSE;
  title = make_title (self);
  self->title = title;
  bytes = maker->func (self, error);

  return bytes != NULL && ins_nde_io_write (fd, path, 0, bytes->data, bytes->len, error);
}

static gboolean
write_volume (InsNdeFile *file,
              const InsExportWish *wish,
              const Maker *maker,
              int fd,
              const char *path,
              GError **error)
{
  g_autoptr (InsCscan) cscan = ins_nde_file_dup_cscan (file);
  InsExportVolume volume = { .file = file,
                             .cscan = cscan,
                             .wish = wish,
                             .grid = ins_nde_file_get_grid (file),
                             .timing = ins_nde_file_get_timing (file),
                             .path = path };

  volume.percent_per_count = 100.0f / (float)ins_nde_file_get_full_scale_counts (file);

  return maker->volume_func (&volume, fd, error);
}

/* Whether the file has what is wanted and the format takes it. */
static gboolean
check_wish (InsNdeFile *file,
            const InsExportWish *wish,
            int format,
            gboolean is_volume,
            GError **error)
{
  if (!is_volume)
    return TRUE;
  if (makers[format].volume_func == NULL)
    {
      g_set_error (error, INS_FILE_ERROR, INS_FILE_ERROR_FORMAT,
                   _ ("A-scans cannot be written as .%s. Choose .npy, .tif, .vti or .csv."),
                   formats[format].suffix);
      return FALSE;
    }
  if (ins_nde_file_get_recipe (file)->mode == INS_MODE_WAVEFORM)
    return TRUE;
  g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED,
               _ ("%s holds values of a flaw detector and no A-scans."),
               ins_nde_file_get_path (file));

  return FALSE;
}

gboolean
ins_export (InsNdeFile *file, const char *path, const InsExportWish *wish, GError **error)
{
  static const InsExportWish nothing = { 0 };
  InsExportPlane plane = { .file = file, .grid = ins_nde_file_get_grid (file) };
  gboolean is_volume, done;
  g_autofree char *part = NULL;
  int format, fd;

  plane.wish = wish = wish != NULL ? wish : &nothing;
  is_volume = g_strcmp0 (wish->plane, INS_EXPORT_ASCANS) == 0;
  format = find_format (path, wish->format, error);
  if (format < 0 || !check_wish (file, wish, format, is_volume, error) ||
      (!is_volume && !find_plane (&plane, wish->plane, wish->gate, error)))
    return FALSE;

  /* beside and renamed, so that a full disk leaves no half file and keeps the old one */
  part = g_strconcat (path, ".XXXXXX", NULL);
  fd = g_mkstemp_full (part, O_RDWR | O_CLOEXEC, 0666);
  if (fd < 0)
    {
      ins_nde_io_set_error (error, errno, path);
      return FALSE;
    }
  done = is_volume ? write_volume (file, wish, &makers[format], fd, path, error)
                   : write_plane (&plane, &makers[format], fd, path, error);
  done = done && ins_nde_io_sync (fd, path, error);
  close (fd);
  done = done && ins_nde_io_rename (part, path, TRUE, error);
  if (!done)
    g_unlink (part);

  return done;
}
