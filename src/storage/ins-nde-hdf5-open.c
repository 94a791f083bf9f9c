/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "core/ins-error.h"
#include "core/ins-lock.h"
#include "storage/ins-nde-hdf5-private.h"

/* No text of ours comes near this. */
#define MAX_TEXT_BYTES (4 << 20)
#define MAX_SAMPLES (1u << 24)

static gboolean
fail (GError **error, const char *path, const char *reason)
{
  g_set_error (error, INS_FILE_ERROR, INS_FILE_ERROR_FORMAT, "%s: %s", path, reason);

  return FALSE;
}

/* H5Dopen2() on a missing path goes through with an error each, so no need to look first. */
static char *
read_text (hid_t file, const char *path, guint64 *offset, gsize *size)
{
  hid_t dataset = H5Dopen2 (file, path, H5P_DEFAULT);
  hid_t type, space;
  g_autofree char *text = NULL;
  gboolean fits;

  if (dataset < 0)
    return NULL;

  type = H5Dget_type (dataset);
  space = H5Dget_space (dataset);
  *size = type >= 0 ? H5Tget_size (type) : 0;
  fits = *size > 0 && *size <= MAX_TEXT_BYTES && H5Tget_class (type) == H5T_STRING &&
         H5Tis_variable_str (type) == 0 && H5Sget_simple_extent_npoints (space) == 1;
  if (fits)
    {
      text = g_malloc0 (*size + 1);
      *offset = H5Dget_offset (dataset);
      if (H5Dread (dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, text) < 0 ||
          !g_utf8_validate (text, -1, NULL))
        g_clear_pointer (&text, g_free);
    }
  if (space >= 0)
    H5Sclose (space);
  if (type >= 0)
    H5Tclose (type);
  H5Dclose (dataset);

  return g_steal_pointer (&text);
}

static gboolean
read_numbers (hid_t file, const char *path, double *numbers, hssize_t n)
{
  hid_t dataset = H5Dopen2 (file, path, H5P_DEFAULT);
  hid_t type, space;
  H5T_class_t class;
  gboolean done = FALSE;

  if (dataset < 0)
    return FALSE;

  type = H5Dget_type (dataset);
  space = H5Dget_space (dataset);
  class = type >= 0 ? H5Tget_class (type) : H5T_NO_CLASS;
  if ((class == H5T_INTEGER || class == H5T_FLOAT) && H5Sget_simple_extent_npoints (space) == n)
    done = H5Dread (dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, numbers) >= 0;
  if (space >= 0)
    H5Sclose (space);
  if (type >= 0)
    H5Tclose (type);
  H5Dclose (dataset);

  return done;
}

static char *
read_header_text (hid_t file, const char *path)
{
  guint64 offset;
  gsize size;

  return read_text (file, path, &offset, &size);
}

static gboolean
read_header (hid_t file, InsNdeHeader *header)
{
  double simulated = 0.0, full_scale = 0.0, timing[4] = { 0 };
  gboolean done;

  header->recipe = read_header_text (file, INS_NDE_PRIVATE "/Recipe");
  header->rig = read_header_text (file, INS_NDE_PRIVATE "/Rig");
  header->devices = read_header_text (file, INS_NDE_PRIVATE "/Devices");
  header->software = read_header_text (file, INS_NDE_PRIVATE "/Software");
  header->created = read_header_text (file, INS_NDE_PRIVATE "/Created");
  done = header->recipe != NULL && header->rig != NULL && header->devices != NULL &&
         header->software != NULL && header->created != NULL &&
         read_numbers (file, INS_NDE_PRIVATE "/Simulated", &simulated, 1) &&
         read_numbers (file, INS_NDE_PRIVATE "/FullScaleCounts", &full_scale, 1) &&
         read_numbers (file, INS_NDE_PRIVATE "/Timing", timing, 4);
  /* comparisons are false for NaN */
  done = done && full_scale >= 1 && full_scale <= 1 << 24 && timing[0] > 0 &&
         isfinite (timing[0]) && timing[1] >= 1 && timing[1] <= MAX_SAMPLES &&
         isfinite (timing[2]) && timing[3] > 0 && isfinite (timing[3]);
  if (!done)
    return FALSE;

  header->is_simulated = simulated != 0.0;
  header->full_scale_counts = (int)full_scale;
  header->timing = (InsTiming){ .sample_rate_hz = timing[0],
                                .n_samples = (guint)timing[1],
                                .delay_s = timing[2],
                                .prf_hz = timing[3] };

  return TRUE;
}

static gboolean
is_type (hid_t dataset, InsNdeType wanted)
{
  hid_t found = H5Dget_type (dataset);
  hid_t type = ins_nde_hdf5_dup_type_locked (wanted);
  gboolean same = found >= 0 && H5Tequal (found, type) > 0;

  if (found >= 0)
    H5Tclose (found);
  H5Tclose (type);

  return same;
}

static gboolean
has_shape (hid_t dataset, const InsNdeDataset *wanted)
{
  hid_t space = H5Dget_space (dataset);
  hsize_t dims[H5S_MAX_RANK] = { 0 };
  gboolean same = space >= 0 && H5Sget_simple_extent_ndims (space) == (int)wanted->rank &&
                  H5Sget_simple_extent_dims (space, dims, NULL) == (int)wanted->rank;

  for (guint i = 0; same && i < wanted->rank; i++)
    same = dims[i] == wanted->dims[i];
  if (space >= 0)
    H5Sclose (space);

  return same;
}

static gboolean
find_dataset (hid_t file, InsNdeDataset *wanted, guint64 file_size)
{
  hid_t dataset = H5Dopen2 (file, wanted->path, H5P_DEFAULT);
  gboolean found = FALSE;

  if (dataset < 0)
    return FALSE;
  if (is_type (dataset, wanted->type) && has_shape (dataset, wanted))
    {
      wanted->offset = H5Dget_offset (dataset);
      found = wanted->offset != HADDR_UNDEF && wanted->offset % 8 == 0 &&
              wanted->offset <= file_size && wanted->n_bytes <= file_size - wanted->offset;
    }
  H5Dclose (dataset);

  return found;
}

/* Second dimension of Reports: the only size that the recipe does not decide. */
static guint
find_max_reports (hid_t file)
{
  hid_t dataset = H5Dopen2 (file, INS_NDE_PRIVATE "/Reports", H5P_DEFAULT);
  hid_t space = dataset >= 0 ? H5Dget_space (dataset) : -1;
  hsize_t dims[H5S_MAX_RANK] = { 0 };
  guint max_reports = 0;

  if (space >= 0 && H5Sget_simple_extent_ndims (space) == 3 &&
      H5Sget_simple_extent_dims (space, dims, NULL) == 3 && dims[1] < G_MAXUINT)
    max_reports = (guint)dims[1];
  if (space >= 0)
    H5Sclose (space);
  if (dataset >= 0)
    H5Dclose (dataset);

  return max_reports;
}

static gboolean
read_file (hid_t file,
           const char *path,
           guint64 file_size,
           InsNdeLayout *layout,
           InsNdeHeader *header,
           InsRecipe **recipe,
           GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autofree char *properties = NULL;
  g_autofree char *sentence = NULL;
  guint64 offset = HADDR_UNDEF;
  double version = 0.0;
  gsize size = 0;

  if (!read_numbers (file, INS_NDE_PRIVATE "/FormatVersion", &version, 1))
    return fail (error, path, _ ("This .nde file was not made by Insonify."));
  if (version != INS_NDE_FORMAT_VERSION)
    return fail (error, path, _ ("The file was made by a newer version of Insonify."));
  if (!read_header (file, header))
    return fail (error, path, _ ("The file is damaged: its description cannot be read."));

  *recipe = ins_recipe_new_from_text (header->recipe, path, &cause);
  if (*recipe == NULL)
    {
      sentence = g_strdup_printf (_ ("The file is damaged: the recipe in it is wrong. %s"),
                                  cause->message);
      return fail (error, path, sentence);
    }
  if (!ins_nde_layout_init (layout, *recipe, header->timing.n_samples, find_max_reports (file)) ||
      layout->n_bytes > file_size)
    return fail (error, path, _ ("The file is cut short or damaged: its data do not fit in it."));
  for (guint i = 0; i < layout->n_datasets; i++)
    if (layout->datasets[i].n_bytes > 0 && !find_dataset (file, &layout->datasets[i], file_size))
      {
        sentence = g_strdup_printf (
            _ ("The file is damaged: %s is missing or not as it should be."),
            layout->datasets[i].path);
        return fail (error, path, sentence);
      }

  properties = read_text (file, INS_NDE_PROPERTIES_PATH, &offset, &size);
  if (properties == NULL || offset > file_size || size > file_size - offset)
    return fail (error, path, _ ("The file is damaged: its properties cannot be read."));
  layout->properties_offset = offset;
  layout->properties_size = size;

  return TRUE;
}

gboolean
ins_nde_hdf5_open (const char *path,
                   guint64 file_size,
                   InsNdeLayout *layout,
                   InsNdeHeader *header,
                   InsRecipe **recipe,
                   GError **error)
{
  g_autoptr (InsLocker) locker = ins_lock_acquire (&ins_nde_hdf5_mutex);
  hid_t access = ins_nde_hdf5_new_access_locked ();
  hid_t file;
  gboolean done;

  ins_nde_hdf5_be_quiet_locked ();
  file = H5Fopen (path, H5F_ACC_RDONLY, access);
  H5Pclose (access);
  if (file < 0)
    return fail (error, path, _ ("This is not an .nde file, or it is cut short or damaged."));

  done = read_file (file, path, file_size, layout, header, recipe, error);
  H5Fclose (file);

  return done;
}
