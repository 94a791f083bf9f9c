/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/ins-error.h"
#include "storage/ins-nde-reference.h"
#include "storage/ins-nde-correction.h"
#include "storage/ins-nde-create.h"
#include "storage/ins-nde-devices.h"
#include "storage/ins-nde-file-private.h"
#include "storage/ins-nde-finish.h"
#include "storage/ins-nde-hdf5.h"
#include "storage/ins-nde-io.h"
#include "storage/ins-nde-json.h"

/* Room for the tables of HDF5 and the texts, when asking the disk before the file is made. */
#define OVERHEAD_BYTES (256 << 10)

/* /Properties may grow by a modification date and other counts. */
#define PROPERTIES_SLACK 512

/* Reports that a stage may give on one line; polls come at 20 to 200 a second. */
#define REPORTS_PER_S 250.0
#define MIN_REPORTS 256
#define MAX_REPORTS 8192

static guint
get_max_reports (const InsPlan *plan)
{
  double n = plan->line_s * REPORTS_PER_S;

  if (plan->n_reports > 0)
    return plan->n_reports;

  return isfinite (n) ? (guint)CLAMP (n, MIN_REPORTS, MAX_REPORTS) : MAX_REPORTS;
}

static void
fill_header (InsNdeHeader *header, const InsScanInfo *info, InsNdeFile *like)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();

  ins_nde_header_clear (header);
  if (like != NULL)
    {
      ins_nde_header_copy (header, ins_nde_file_get_header (like));
      g_free (header->recipe);
      header->recipe = ins_recipe_to_text (info->recipe);
      return;
    }
  header->recipe = ins_recipe_to_text (info->recipe);
  header->rig = info->rig != NULL ? ins_rig_to_text (info->rig) : g_strdup ("");
  header->devices = ins_nde_describe_devices (info);
  header->software = g_strdup ("Insonify " PACKAGE_VERSION);
  header->created = g_date_time_format (now, "%Y-%m-%dT%H:%M:%SZ");
  header->is_simulated = info->stage_info.is_simulated || info->digitizer_info.is_simulated;
  header->full_scale_counts = info->digitizer_info.full_scale_counts;
  header->timing = info->plan->timing;
}

/* What nobody has measured must not look like a value. */
static gboolean
fill_dataset (int fd, const char *path, const InsNdeDataset *dataset, GError **error)
{
  enum
  {
    N_BYTES = 64 << 10
  };
  g_autofree guint8 *block = g_malloc (N_BYTES);

  if (dataset->fill == INS_NDE_FILL_ZERO)
    return TRUE;

  memset (block, INS_HOLE_TO_GO, N_BYTES);
  if (dataset->fill == INS_NDE_FILL_NAN)
    for (gsize i = 0; i < N_BYTES; i += sizeof (float))
      memcpy (block + i, &(float){ NAN }, sizeof (float));
  for (guint64 done = 0; done < dataset->n_bytes; done += N_BYTES)
    if (!ins_nde_io_write (fd, path, dataset->offset + done, block,
                           MIN (N_BYTES, dataset->n_bytes - done), error))
      return FALSE;

  return TRUE;
}

static gboolean
lay_out (int fd,
         const char *path,
         const InsScanInfo *info,
         InsNdeLayout *layout,
         const InsNdeHeader *header,
         GError **error)
{
  g_autofree char *setup = ins_nde_json_setup (info, layout);
  g_autofree char *short_properties = NULL;
  g_autofree char *properties = NULL;
  g_autoptr (GBytes) directory = NULL;
  guint n_rows = layout->grid.n_rows;
  guint64 directory_offset = 0;

  short_properties = ins_nde_make_properties (header, info->recipe, 0, n_rows, 0, 16 << 10);
  g_strchomp (short_properties);
  properties = ins_nde_json_pad (short_properties, strlen (short_properties) + PROPERTIES_SLACK);

  if (!ins_nde_hdf5_create (path, layout, header, setup, properties, &directory_offset, error))
    return FALSE;
  directory = ins_nde_directory_new (layout, header);

  return ins_nde_io_write (fd, path, directory_offset, g_bytes_get_data (directory, NULL),
                           g_bytes_get_size (directory), error);
}

/* Nothing corrected yet; who is to decide stands in the rig file. */
static gboolean
put_correction (int fd,
                const char *path,
                const InsNdeLayout *layout,
                const InsRig *rig,
                GError **error)
{
  InsNdeCorrection record;
  InsCorrection correction;

  ins_correction_init (&correction, rig != NULL ? rig->latency_ms * 1e-3 : 0.0,
                       rig != NULL ? rig->backlash_mm : 0.0);
  ins_nde_correction_fill (&record, &correction,
                           rig != NULL && rig->corrects_comb ? INS_NDE_CORRECT_PICTURE
                                                             : INS_NDE_CORRECT_NOTHING,
                           rig != NULL ? rig->backlash_limit_mm : INS_RIG_BACKLASH_LIMIT_MM);

  return ins_nde_io_write (fd, path, layout->datasets[INS_NDE_CORRECTION].offset, &record,
                           sizeof record, error);
}

static gboolean
put_reference (int fd,
               const char *path,
               const InsNdeLayout *layout,
               const InsScanInfo *info,
               GError **error)
{
  const InsReferenceCheck *check = &info->reference_check;
  InsNdeReference record;

  ins_nde_reference_fill (&record, &info->reference);
  if (check->verdict == INS_REFERENCE_SHIFTED || check->verdict == INS_REFERENCE_TO_HOME)
    ins_nde_reference_note (&record, check); /* its job was gone on with */

  return ins_nde_io_write (fd, path, layout->datasets[INS_NDE_REFERENCE].offset, &record,
                           sizeof record, error);
}

/* HDF5 says no more than that it failed; asking the disk first gives the reason. */
static gboolean
make_file (int fd,
           const char *part,
           const InsScanInfo *info,
           InsNdeFile *like,
           InsNdeLayout *layout,
           InsNdeHeader *header,
           GError **error)
{
  guint max_reports = like != NULL ? ins_nde_file_get_layout (like)->max_reports
                                   : get_max_reports (info->plan);
  struct stat status;

  if (ftruncate (fd, 0) != 0)
    {
      ins_nde_io_set_error (error, errno, part);
      return FALSE;
    }
  if (!ins_nde_layout_init (layout, info->recipe, info->plan->timing.n_samples, max_reports,
                            INS_NDE_FORMAT_VERSION))
    {
      ins_nde_io_set_error (error, EFBIG, part);
      return FALSE;
    }
  fill_header (header, info, like);
  if (!ins_nde_io_reserve (fd, part, layout->n_bytes + OVERHEAD_BYTES, error) ||
      !lay_out (fd, part, info, layout, header, error))
    return FALSE;

  if (fstat (fd, &status) != 0)
    {
      ins_nde_io_set_error (error, errno, part);
      return FALSE;
    }
  if (!ins_nde_io_reserve (fd, part, (guint64)status.st_size, error))
    return FALSE;
  for (guint i = 0; i < layout->n_datasets; i++)
    if (layout->datasets[i].n_bytes > 0 && !fill_dataset (fd, part, &layout->datasets[i], error))
      return FALSE;
  if (!put_correction (fd, part, layout, info->rig, error) ||
      !put_reference (fd, part, layout, info, error))
    return FALSE;
  if (fsync (fd) != 0)
    {
      ins_nde_io_set_error (error, errno, part);
      return FALSE;
    }

  return TRUE;
}

/* A file that another scan is writing is not to be pulled away from under it. */
static gboolean
may_take_name (const char *path, gboolean overwrite, GError **error)
{
  int fd;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  if (!overwrite)
    {
      ins_nde_io_set_exists_error (error, path);
      return FALSE;
    }

  fd = ins_nde_io_open_to_write (path, 0, error);
  if (fd < 0)
    return FALSE;
  close (fd);

  return TRUE;
}

static int
create (const char *path,
        const InsScanInfo *info,
        InsNdeFile *like,
        gboolean overwrite,
        InsNdeLayout *layout,
        InsNdeHeader *header,
        GError **error)
{
  g_autofree char *part = g_strconcat (path, ".part", NULL);
  int fd;

  if (!may_take_name (path, overwrite, error))
    return -1;
  fd = ins_nde_io_open_to_write (part, O_CREAT, error);
  if (fd < 0)
    return -1;

  if (!make_file (fd, part, info, like, layout, header, error) ||
      !ins_nde_io_rename (part, path, overwrite, error))
    {
      unlink (part);
      close (fd);
      return -1;
    }
  if (!ins_nde_io_sync_folder (path, error))
    {
      unlink (path);
      close (fd);
      return -1;
    }

  return fd;
}

int
ins_nde_create (const char *path,
                const InsScanInfo *info,
                gboolean overwrite,
                InsNdeLayout *layout,
                InsNdeHeader *header,
                GError **error)
{
  return create (path, info, NULL, overwrite, layout, header, error);
}

/* "Stage: NAME (PROTOCOL), simulated." as ins_nde_describe_devices() writes it. */
static void
read_device (const char *text,
             const char *kind,
             char *name,
             gsize name_size,
             char *family,
             gsize size)
{
  const char *line = strstr (text, kind), *end, *open;

  g_strlcpy (name, "unknown", name_size);
  g_strlcpy (family, "unknown", size);
  if (line == NULL)
    return;
  line += strlen (kind);
  end = strchrnul (line, '\n');
  for (open = end; open > line && *open != '('; open--)
    ;
  if (open == line || memchr (open, ')', (gsize)(end - open)) == NULL)
    return;
  g_strlcpy (name, line, MIN (name_size, (gsize)(open - line)));
  g_strlcpy (family, open + 1,
             MIN (size, (gsize)((const char *)memchr (open, ')', (gsize)(end - open)) - open)));
}

int
ins_nde_create_like (const char *path,
                     InsNdeFile *like,
                     const InsRecipe *recipe,
                     gboolean overwrite,
                     InsNdeLayout *layout,
                     InsNdeHeader *header,
                     GError **error)
{
  const InsNdeHeader *old = ins_nde_file_get_header (like);
  InsScanInfo info = { .recipe = recipe };
  g_autoptr (InsPlan) plan = NULL;

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    info.stage_info.travel_minimum.mm[axis] = info.stage_info.travel_maximum.mm[axis] =
        info.stage_info.maximum_speed.mm[axis] = info.stage_info.acceleration.mm[axis] =
            info.stage_info.resolution.mm[axis] = (double)NAN;
  read_device (old->devices, "Stage: ", info.stage_info.name, sizeof info.stage_info.name,
               info.stage_info.protocol, sizeof info.stage_info.protocol);
  read_device (old->devices, "Digitizer: ", info.digitizer_info.name,
               sizeof info.digitizer_info.name, info.digitizer_info.driver,
               sizeof info.digitizer_info.driver);
  info.digitizer_info.full_scale_counts = old->full_scale_counts;
  info.plan = plan = ins_plan_new (recipe, &info.stage_info, &old->timing);

  return create (path, &info, like, overwrite, layout, header, error);
}
