/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <hdf5.h>
#include <pthread.h>
#include <stddef.h>
#include <string.h>

#include "core/ins-error.h"
#include "core/ins-lock.h"
#include "storage/ins-nde-card.h"
#include "storage/ins-nde-correction.h"
#include "storage/ins-nde-hdf5.h"
#include "storage/ins-nde-record.h"
#include "storage/ins-nde-reference.h"
#include "storage/ins-nde-timing.h"

/* HDF5 need not be built for several threads. */
static pthread_mutex_t hdf5_mutex = PTHREAD_MUTEX_INITIALIZER;

/* Links with the groups on their way, and datasets that have their place at once. */
typedef struct
{
  hid_t file;
  hid_t link;
  hid_t early;
} Maker;

typedef struct
{
  const char *name;
  gsize offset;
  char kind; /* u, i: 32 bits; U, I: 64 bits; d: double */
} Field;

/* Compound, so that other programs see the fields by name. */
static hid_t
new_compound (gsize size, const Field *fields, gsize n)
{
  hid_t type = H5Tcreate (H5T_COMPOUND, size);

  for (gsize i = 0; i < n; i++)
    H5Tinsert (type, fields[i].name, fields[i].offset,
               fields[i].kind == 'u'   ? H5T_STD_U32LE
               : fields[i].kind == 'b' ? H5T_STD_U8LE
               : fields[i].kind == 'w' ? H5T_STD_U16LE
               : fields[i].kind == 'i' ? H5T_STD_I32LE
               : fields[i].kind == 'U' ? H5T_STD_U64LE
               : fields[i].kind == 'I' ? H5T_STD_I64LE
                                       : H5T_IEEE_F64LE);

  return type;
}

static hid_t
new_record_type (void)
{
  static const Field fields[] = {
    { "state", offsetof (InsNdeRecord, state), 'u' },
    { "row", offsetof (InsNdeRecord, row), 'u' },
    { "order", offsetof (InsNdeRecord, order), 'u' },
    { "direction", offsetof (InsNdeRecord, direction), 'i' },
    { "lost_pulses", offsetof (InsNdeRecord, n_lost_pulses), 'u' },
    { "reports", offsetof (InsNdeRecord, n_reports), 'u' },
    { "reports_used", offsetof (InsNdeRecord, n_reports_used), 'u' },
    { "interpolated", offsetof (InsNdeRecord, interpolated), 'u' },
    { "started_unix_us", offsetof (InsNdeRecord, started_unix_us), 'I' },
    { "started_s", offsetof (InsNdeRecord, started_s), 'd' },
    { "clock_rate", offsetof (InsNdeRecord, clock_rate), 'd' },
    { "crossing_s", offsetof (InsNdeRecord, crossing_s), 'd' },
    { "speed_mm_s", offsetof (InsNdeRecord, speed_mm_s), 'd' },
    { "alpha", offsetof (InsNdeRecord, alpha), 'd' },
    { "offset_s", offsetof (InsNdeRecord, offset_s), 'd' },
    { "offset_low_s", offsetof (InsNdeRecord, offset_low_s), 'd' },
    { "offset_high_s", offsetof (InsNdeRecord, offset_high_s), 'd' },
    { "sigma_s", offsetof (InsNdeRecord, sigma_s), 'd' },
    { "registration", offsetof (InsNdeRecord, track_state), 'b' },
    { "verdict", offsetof (InsNdeRecord, verdict), 'b' },
    { "reserved", offsetof (InsNdeRecord, reserved), 'w' },
    { "planes_crc32", offsetof (InsNdeRecord, planes_crc), 'u' },
    { "ascans_crc32", offsetof (InsNdeRecord, ascans_crc), 'u' },
    { "record_crc32", offsetof (InsNdeRecord, record_crc), 'u' },
  };

  return new_compound (sizeof (InsNdeRecord), fields, G_N_ELEMENTS (fields));
}

static hid_t
new_card_type (void)
{
  static const Field fields[] = {
    { "first_pulse", offsetof (InsNdeCard, first_pulse), 'U' },
    { "last_pulse", offsetof (InsNdeCard, last_pulse), 'U' },
    { "first_card_s", offsetof (InsNdeCard, first_card_s), 'd' },
    { "last_card_s", offsetof (InsNdeCard, last_card_s), 'd' },
    { "first_host_s", offsetof (InsNdeCard, first_host_s), 'd' },
    { "slip_mm", offsetof (InsNdeCard, slip_mm), 'd' },
    { "stream", offsetof (InsNdeCard, stream), 'u' },
    { "overruns", offsetof (InsNdeCard, n_overruns), 'u' },
    { "placing", offsetof (InsNdeCard, placing), 'u' },
    { "encoder", offsetof (InsNdeCard, encoder), 'u' },
  };

  return new_compound (sizeof (InsNdeCard), fields, G_N_ELEMENTS (fields));
}

static hid_t
new_account_type (void)
{
  static const Field fields[] = {
    { "samples", offsetof (InsNdeAccount, n_samples), 'U' },
    { "pulses", offsetof (InsNdeAccount, n_pulses), 'U' },
    { "missed", offsetof (InsNdeAccount, n_missed), 'U' },
    { "restarts", offsetof (InsNdeAccount, n_restarts), 'U' },
    { "residuals", offsetof (InsNdeAccount, n_residuals), 'U' },
    { "elapsed_s", offsetof (InsNdeAccount, elapsed_s), 'd' },
    { "prf_hz", offsetof (InsNdeAccount, prf_hz), 'd' },
    { "clock_ppm", offsetof (InsNdeAccount, clock_ppm), 'd' },
    { "residual_p50_s", offsetof (InsNdeAccount, residual_p50_s), 'd' },
    { "residual_p99_s", offsetof (InsNdeAccount, residual_p99_s), 'd' },
  };

  return new_compound (sizeof (InsNdeAccount), fields, G_N_ELEMENTS (fields));
}

static hid_t
new_correction_type (void)
{
  static const Field fields[] = {
    { "placed_latency_s", offsetof (InsNdeCorrection, placed_latency_s), 'd' },
    { "placed_backlash_mm", offsetof (InsNdeCorrection, placed_backlash_mm), 'd' },
    { "backlash_limit_mm", offsetof (InsNdeCorrection, backlash_limit_mm), 'd' },
    { "comb_px", offsetof (InsNdeCorrection, comb_px), 'd' },
    { "comb_se_px", offsetof (InsNdeCorrection, comb_se_px), 'd' },
    { "low_mm", offsetof (InsNdeCorrection, low_mm), 'd' },
    { "high_mm", offsetof (InsNdeCorrection, high_mm), 'd' },
    { "latency_s", offsetof (InsNdeCorrection, latency_s), 'd' },
    { "backlash_mm", offsetof (InsNdeCorrection, backlash_mm), 'd' },
    { "forward_px", offsetof (InsNdeCorrection, forward_px), 'd' },
    { "backward_px", offsetof (InsNdeCorrection, backward_px), 'd' },
    { "lines", offsetof (InsNdeCorrection, n_lines), 'u' },
    { "verdict", offsetof (InsNdeCorrection, verdict), 'u' },
    { "gate", offsetof (InsNdeCorrection, gate), 'u' },
    { "kind", offsetof (InsNdeCorrection, kind), 'u' },
    { "source", offsetof (InsNdeCorrection, source), 'u' },
    { "policy", offsetof (InsNdeCorrection, policy), 'u' },
    { "reserved", offsetof (InsNdeCorrection, reserved), 'u' },
    { "crc32", offsetof (InsNdeCorrection, crc), 'u' },
  };

  return new_compound (sizeof (InsNdeCorrection), fields, G_N_ELEMENTS (fields));
}

/* Three fields a step, then the rest. */
static hid_t
new_timing_type (void)
{
  static const Field cost[] = {
    { "%s_n", offsetof (InsNdeTimingCost, n), 'U' },
    { "%s_s", offsetof (InsNdeTimingCost, sum_s), 'd' },
    { "%s_longest_s", offsetof (InsNdeTimingCost, longest_s), 'd' },
  };
  static const Field rest[] = {
    { "elapsed_s", offsetof (InsNdeTiming, elapsed_s), 'd' },
    { "latest_block_s", offsetof (InsNdeTiming, latest_block_s), 'd' },
    { "longest_away_s", offsetof (InsNdeTiming, longest_away_s), 'd' },
    { "swept_s", offsetof (InsNdeTiming, swept_s), 'd' },
    { "dead_s", offsetof (InsNdeTiming, dead_s), 'd' },
    { "longest_dead_s", offsetof (InsNdeTiming, longest_dead_s), 'd' },
    { "lines", offsetof (InsNdeTiming, n_lines), 'U' },
    { "buffers", offsetof (InsNdeTiming, n_buffers), 'u' },
    { "fewest_free_buffers", offsetof (InsNdeTiming, fewest_free_buffers), 'u' },
    { "file_lines", offsetof (InsNdeTiming, n_file_lines), 'u' },
    { "fewest_free_lines", offsetof (InsNdeTiming, fewest_free_lines), 'u' },
  };
  hid_t type = new_compound (sizeof (InsNdeTiming), rest, G_N_ELEMENTS (rest));

  for (guint step = 0; step < INS_N_TIMING_STEPS; step++)
    for (guint i = 0; i < G_N_ELEMENTS (cost); i++)
      {
        g_autoptr (GString) name = g_string_new (cost[i].name);

        g_string_replace (name, "%s", ins_timing_step_get_id (step), 1);
        H5Tinsert (type, name->str, step * sizeof (InsNdeTimingCost) + cost[i].offset,
                   cost[i].kind == 'U' ? H5T_STD_U64LE : H5T_IEEE_F64LE);
      }

  return type;
}

static hid_t
new_reference_type (void)
{
  static const Field fields[] = {
    { "home_x_mm", offsetof (InsNdeReference, home_mm[0]), 'd' },
    { "home_y_mm", offsetof (InsNdeReference, home_mm[1]), 'd' },
    { "home_z_mm", offsetof (InsNdeReference, home_mm[2]), 'd' },
    { "zero_x_mm", offsetof (InsNdeReference, zero_mm[0]), 'd' },
    { "zero_y_mm", offsetof (InsNdeReference, zero_mm[1]), 'd' },
    { "zero_z_mm", offsetof (InsNdeReference, zero_mm[2]), 'd' },
    { "homed_unix_us", offsetof (InsNdeReference, homed_unix_us), 'I' },
    { "shift_x_mm", offsetof (InsNdeReference, shift_mm[0]), 'd' },
    { "shift_y_mm", offsetof (InsNdeReference, shift_mm[1]), 'd' },
    { "shift_z_mm", offsetof (InsNdeReference, shift_mm[2]), 'd' },
    { "resumed", offsetof (InsNdeReference, n_resumed), 'u' },
    { "shifted", offsetof (InsNdeReference, n_shifted), 'u' },
    { "verdict", offsetof (InsNdeReference, verdict), 'u' },
    { "crc32", offsetof (InsNdeReference, crc), 'u' },
  };

  return new_compound (sizeof (InsNdeReference), fields, G_N_ELEMENTS (fields));
}

static hid_t
dup_type (InsNdeType type)
{
  switch (type)
    {
    case INS_NDE_INT16:
      return H5Tcopy (H5T_STD_I16LE);
    case INS_NDE_UINT8:
      return H5Tcopy (H5T_STD_U8LE);
    case INS_NDE_UINT16:
      return H5Tcopy (H5T_STD_U16LE);
    case INS_NDE_UINT32:
      return H5Tcopy (H5T_STD_U32LE);
    case INS_NDE_FLOAT32:
      return H5Tcopy (H5T_IEEE_F32LE);
    case INS_NDE_FLOAT64:
      return H5Tcopy (H5T_IEEE_F64LE);
    case INS_NDE_RECORD:
      return new_record_type ();
    case INS_NDE_CARD_RECORD:
      return new_card_type ();
    case INS_NDE_ACCOUNT_RECORD:
      return new_account_type ();
    case INS_NDE_CORRECTION_RECORD:
      return new_correction_type ();
    case INS_NDE_TIMING_RECORD:
      return new_timing_type ();
    case INS_NDE_REFERENCE_RECORD:
      return new_reference_type ();
    default:
      g_assert_not_reached ();
    }
}

static hid_t
new_dataset (const Maker *maker, const char *path, hid_t type, hid_t space)
{
  return H5Dcreate2 (maker->file, path, type, space, maker->link, maker->early, H5P_DEFAULT);
}

/* Fixed length in bytes, UTF-8: what the format's own examples write. Returns the place of the
 * text in the file, HADDR_UNDEF on an error. */
static haddr_t
put_text (const Maker *maker, const char *path, const char *text)
{
  hid_t type = H5Tcopy (H5T_C_S1);
  hid_t space = H5Screate (H5S_SCALAR);
  hid_t dataset;
  haddr_t offset = HADDR_UNDEF;

  H5Tset_size (type, MAX (strlen (text), 1));
  H5Tset_cset (type, H5T_CSET_UTF8);
  H5Tset_strpad (type, H5T_STR_NULLPAD);
  dataset = new_dataset (maker, path, type, space);
  if (dataset >= 0 && H5Dwrite (dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, text) >= 0)
    offset = H5Dget_offset (dataset);
  if (dataset >= 0)
    H5Dclose (dataset);
  H5Sclose (space);
  H5Tclose (type);

  return offset;
}

static gboolean
put_numbers (const Maker *maker, const char *path, hid_t type, const double *numbers, hsize_t n)
{
  hid_t space = n == 1 ? H5Screate (H5S_SCALAR) : H5Screate_simple (1, &n, NULL);
  hid_t dataset = new_dataset (maker, path, type, space);
  gboolean done = dataset >= 0 && H5Dwrite (dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL,
                                            H5P_DEFAULT, numbers) >= 0;

  if (dataset >= 0)
    H5Dclose (dataset);
  H5Sclose (space);

  return done;
}

static gboolean
put_header (const Maker *maker, const InsNdeHeader *header)
{
  const double version = INS_NDE_FORMAT_VERSION;
  const double simulated = header->is_simulated ? 1 : 0;
  const double full_scale = header->full_scale_counts;
  const double timing[] = { header->timing.sample_rate_hz, header->timing.n_samples,
                            header->timing.delay_s, header->timing.prf_hz };

  return put_text (maker, INS_NDE_PRIVATE "/Recipe", header->recipe) != HADDR_UNDEF &&
         put_text (maker, INS_NDE_PRIVATE "/Rig", header->rig) != HADDR_UNDEF &&
         put_text (maker, INS_NDE_PRIVATE "/Devices", header->devices) != HADDR_UNDEF &&
         put_text (maker, INS_NDE_PRIVATE "/Software", header->software) != HADDR_UNDEF &&
         put_text (maker, INS_NDE_PRIVATE "/Created", header->created) != HADDR_UNDEF &&
         put_numbers (maker, INS_NDE_PRIVATE "/FormatVersion", H5T_STD_U32LE, &version, 1) &&
         put_numbers (maker, INS_NDE_PRIVATE "/Simulated", H5T_STD_U8LE, &simulated, 1) &&
         put_numbers (maker, INS_NDE_PRIVATE "/FullScaleCounts", H5T_STD_I32LE, &full_scale, 1) &&
         put_numbers (maker, INS_NDE_PRIVATE "/Timing", H5T_IEEE_F64LE, timing, 4);
}

/* What the numbers of the private planes are, one a line: name, and of derived planes quantity. */
static gboolean
put_names (const Maker *maker, const InsNdeHeader *header)
{
  g_autoptr (InsRecipe) recipe = ins_recipe_new_from_text (header->recipe, "", NULL);
  g_autoptr (GString) gates = g_string_new (NULL), planes = g_string_new (NULL),
                      alarms = g_string_new (NULL);

  if (recipe == NULL)
    return TRUE;
  for (guint i = 0; i < recipe->n_gates; i++)
    g_string_append_printf (gates, "%s\n", recipe->gates[i].name);
  for (guint i = 0; i < recipe->n_planes; i++)
    g_string_append_printf (planes, "%s\t%s\n", recipe->planes[i].name,
                            ins_derived_words[recipe->planes[i].kind]);
  for (guint i = 0; i < recipe->n_alarms; i++)
    g_string_append_printf (alarms, "%s\n", recipe->alarms[i].name);

  return put_text (maker, INS_NDE_PRIVATE "/Planes/GateNames", gates->str) != HADDR_UNDEF &&
         (planes->len == 0 ||
          put_text (maker, INS_NDE_PRIVATE "/Planes/DerivedNames", planes->str) != HADDR_UNDEF) &&
         (alarms->len == 0 ||
          put_text (maker, INS_NDE_PRIVATE "/Planes/AlarmNames", alarms->str) != HADDR_UNDEF);
}

static gboolean
put_datasets (const Maker *maker, InsNdeLayout *layout)
{
  gboolean done = TRUE;

  for (guint i = 0; done && i < layout->n_datasets; i++)
    {
      InsNdeDataset *dataset = &layout->datasets[i];
      hsize_t dims[3] = { dataset->dims[0], dataset->dims[1], dataset->dims[2] };
      hid_t type, space, id;

      if (dataset->n_bytes == 0)
        continue;
      type = dup_type (dataset->type);
      space = H5Screate_simple ((int)dataset->rank, dims, NULL);
      id = new_dataset (maker, dataset->path, type, space);
      dataset->offset = id >= 0 ? H5Dget_offset (id) : HADDR_UNDEF;
      done = dataset->offset != HADDR_UNDEF;
      if (id >= 0)
        H5Dclose (id);
      H5Sclose (space);
      H5Tclose (type);
    }

  return done;
}

/* The last one, so that it is found near the end of the file. */
static guint64
put_directory (const Maker *maker, const InsNdeLayout *layout, const InsNdeHeader *header)
{
  g_autoptr (GBytes) directory = ins_nde_directory_new (layout, header);
  const hsize_t size = g_bytes_get_size (directory);
  hid_t space = H5Screate_simple (1, &size, NULL);
  hid_t dataset = new_dataset (maker, INS_NDE_PRIVATE "/Directory", H5T_STD_U8LE, space);
  guint64 offset = dataset >= 0 ? H5Dget_offset (dataset) : HADDR_UNDEF;

  if (dataset >= 0)
    H5Dclose (dataset);
  H5Sclose (space);

  return offset;
}

static gboolean
put_all (const Maker *maker,
         InsNdeLayout *layout,
         const InsNdeHeader *header,
         const char *setup,
         const char *properties,
         guint64 *directory_offset)
{
  layout->properties_offset = put_text (maker, INS_NDE_PROPERTIES_PATH, properties);
  layout->properties_size = strlen (properties);

  if (layout->properties_offset == HADDR_UNDEF ||
      put_text (maker, INS_NDE_SETUP_PATH, setup) == HADDR_UNDEF || !put_header (maker, header) ||
      !put_names (maker, header) || !put_datasets (maker, layout))
    return FALSE;
  *directory_offset = put_directory (maker, layout, header);

  return *directory_offset != HADDR_UNDEF;
}

gboolean
ins_nde_hdf5_create (const char *path,
                     InsNdeLayout *layout,
                     const InsNdeHeader *header,
                     const char *setup,
                     const char *properties,
                     guint64 *directory_offset,
                     GError **error)
{
  G_GNUC_UNUSED g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&hdf5_mutex);
  hid_t access = H5Pcreate (H5P_FILE_ACCESS);
  Maker maker = { .link = H5Pcreate (H5P_LINK_CREATE), .early = H5Pcreate (H5P_DATASET_CREATE) };
  gboolean done = FALSE;

  H5Eset_auto2 (H5E_DEFAULT, NULL, NULL);
  /* our own lock guards writers; that of HDF5 fails on file systems without locks */
  H5Pset_file_locking (access, 0, 1);
  /* rows are used in place, so that every dataset has to lie on a multiple of its values' size */
  H5Pset_alignment (access, 1, 8);
  H5Pset_create_intermediate_group (maker.link, 1);
  H5Pset_layout (maker.early, H5D_CONTIGUOUS);
  H5Pset_alloc_time (maker.early, H5D_ALLOC_TIME_EARLY);
  H5Pset_fill_time (maker.early, H5D_FILL_TIME_NEVER);
  H5Pset_obj_track_times (maker.early, 0);

  maker.file = H5Fcreate (path, H5F_ACC_TRUNC, H5P_DEFAULT, access);
  if (maker.file >= 0)
    {
      done = put_all (&maker, layout, header, setup, properties, directory_offset);
      done = H5Fclose (maker.file) >= 0 && done;
    }
  H5Pclose (maker.early);
  H5Pclose (maker.link);
  H5Pclose (access);

  if (!done)
    g_set_error (error, INS_FILE_ERROR, INS_FILE_ERROR_IO,
                 _ ("%s could not be laid out by HDF5. Check that the folder can be written to and "
                    "that the disk is well."),
                 path);

  return done;
}
