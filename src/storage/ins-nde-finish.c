/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <math.h>
#include <unistd.h>

#include "storage/ins-nde-correction.h"
#include "storage/ins-nde-finish.h"
#include "storage/ins-nde-io.h"
#include "storage/ins-nde-json.h"

/* The bits that the format knows. */
#define PUBLIC_STATUS_BITS (INS_STATUS_HAS_DATA | INS_STATUS_SATURATED | INS_STATUS_NO_SYNCHRO)

typedef struct
{
  int fd;
  const char *path;
  InsNdeLayout *layout;
  const guint8 *good;
  guint8 *holes;     /* of all rows */
  gint8 *directions; /* of all rows */
  InsRowShift shift; /* by which the public planes are corrected */
} Finisher;

static gboolean
read_part (const Finisher *self,
           guint dataset,
           guint row,
           gsize skip,
           gpointer data,
           gsize n_bytes,
           GError **error)
{
  return ins_nde_io_read (self->fd, self->path,
                          ins_nde_layout_get_row_offset (self->layout, dataset, row) + skip, data,
                          n_bytes, error);
}

static gboolean
read_holes (Finisher *self, GError **error)
{
  guint n_columns = self->layout->grid.n_columns;

  for (guint row = 0; row < self->layout->grid.n_rows; row++)
    if (self->good[row] && !read_part (self, INS_NDE_HOLES, row, 0,
                                       self->holes + (gsize)row * n_columns, n_columns, error))
      return FALSE;

  return TRUE;
}

static const guint8 *
get_holes (const Finisher *self, guint row)
{
  return self->holes + (gsize)row * self->layout->grid.n_columns;
}

static double
get_shift (const Finisher *self, guint row)
{
  return ins_row_shift_get (&self->shift, self->directions[row]);
}

/* [row, gate, column] to [column, row] of one gate, corrected. */
static gboolean
write_floats (const Finisher *self, guint from, guint gate, const InsNdeDataset *to, GError **error)
{
  guint n_rows = self->layout->grid.n_rows, n_columns = self->layout->grid.n_columns;
  g_autofree float *plane = g_malloc (to->n_bytes);
  g_autofree float *line = g_new (float, n_columns);
  g_autofree float *shifted = g_new (float, n_columns);
  gsize n_bytes = n_columns * sizeof *line;
  float largest_step = from == INS_NDE_TOF ? (float)INS_ROW_SHIFT_TIME_STEP_S : INFINITY;

  for (guint row = 0; row < n_rows; row++)
    {
      if (self->good[row] && !read_part (self, from, row, gate * n_bytes, line, n_bytes, error))
        return FALSE;
      for (guint column = 0; column < n_columns; column++)
        if (!self->good[row] || get_holes (self, row)[column] != INS_HOLE_NONE)
          line[column] = NAN;
      ins_row_shift_values (shifted, line, get_holes (self, row), n_columns, get_shift (self, row),
                            largest_step, NAN);
      for (guint column = 0; column < n_columns; column++)
        plane[(gsize)column * n_rows + row] = shifted[column];
    }

  return ins_nde_io_write (self->fd, self->path, to->offset, plane, to->n_bytes, error);
}

static gboolean
write_status (const Finisher *self, guint gate, const InsNdeDataset *to, GError **error)
{
  guint n_rows = self->layout->grid.n_rows, n_columns = self->layout->grid.n_columns;
  g_autofree guint8 *plane = g_malloc0 (to->n_bytes);
  g_autofree guint8 *line = g_new (guint8, n_columns);
  g_autofree guint8 *shifted = g_new (guint8, n_columns);

  for (guint row = 0; row < n_rows; row++)
    {
      if (!self->good[row])
        continue;
      if (!read_part (self, INS_NDE_GATE_STATUS, row, (gsize)gate * n_columns, line, n_columns,
                      error))
        return FALSE;
      for (guint column = 0; column < n_columns; column++)
        line[column] = get_holes (self, row)[column] != INS_HOLE_NONE
                           ? 0
                           : line[column] & PUBLIC_STATUS_BITS;
      ins_row_shift_bytes (shifted, line, n_columns, get_shift (self, row), 0);
      for (guint column = 0; column < n_columns; column++)
        plane[(gsize)column * n_rows + row] = shifted[column];
    }

  return ins_nde_io_write (self->fd, self->path, to->offset, plane, to->n_bytes, error);
}

/* A line that was cut off in the middle must not claim to have A-scans. */
static gboolean
clear_ascan_status (const Finisher *self, GError **error)
{
  gsize n_bytes = ins_nde_layout_get_row_bytes (self->layout, INS_NDE_ASCAN_STATUS);
  g_autofree guint8 *nothing = g_malloc0 (n_bytes);

  for (guint row = 0; row < self->layout->grid.n_rows; row++)
    if (!self->good[row] &&
        !ins_nde_io_write (self->fd, self->path,
                           ins_nde_layout_get_row_offset (self->layout, INS_NDE_ASCAN_STATUS, row),
                           nothing, n_bytes, error))
      return FALSE;

  return TRUE;
}

static gboolean
write_planes (const Finisher *self, GError **error)
{
  for (guint gate = 0; gate < self->layout->n_gates; gate++)
    if (!write_floats (self, INS_NDE_AMPLITUDE, gate,
                       ins_nde_layout_get_public (self->layout, gate, INS_NDE_PEAK), error) ||
        !write_floats (self, INS_NDE_TOF, gate,
                       ins_nde_layout_get_public (self->layout, gate, INS_NDE_TIME), error) ||
        !write_status (self, gate, ins_nde_layout_get_public (self->layout, gate, INS_NDE_STATUS),
                       error))
      return FALSE;

  return TRUE;
}

char *
ins_nde_make_properties (const InsNdeHeader *header,
                         const InsRecipe *recipe,
                         guint n_lines_done,
                         guint n_lines,
                         gint64 newest_unix_us,
                         gsize size)
{
  g_autoptr (GDateTime) newest = g_date_time_new_from_unix_utc (newest_unix_us / G_USEC_PER_SEC);
  g_autofree char *modified = newest != NULL && newest_unix_us > 0
                                  ? g_date_time_format (newest, "%Y-%m-%dT%H:%M:%SZ")
                                  : NULL;
  const InsNdeProperties properties = {
    .created = header->created,
    .modified = modified,
    .software = header->software,
    .is_simulated = header->is_simulated,
    .n_lines_done = n_lines_done,
    .n_lines = n_lines,
    .recipe = recipe,
  };
  g_autofree char *json = ins_nde_json_properties (&properties);

  return ins_nde_json_pad (json, size);
}

static gboolean
sync_data (const Finisher *self, GError **error)
{
  if (fdatasync (self->fd) == 0)
    return TRUE;

  ins_nde_io_set_error (error, errno, self->path);

  return FALSE;
}

gboolean
ins_nde_finish (int fd,
                const char *path,
                InsNdeLayout *layout,
                const InsNdeHeader *header,
                const InsRecipe *recipe,
                const guint8 *good,
                gint64 newest_unix_us,
                guint32 state,
                GError **error)
{
  guint n_rows = layout->grid.n_rows, n_good = 0;
  g_autofree guint8 *holes = g_malloc0 ((gsize)n_rows * layout->grid.n_columns);
  g_autofree gint8 *directions = g_malloc0 (n_rows);
  g_autofree char *properties = NULL;
  Finisher self = {
    .fd = fd, .path = path, .layout = layout, .good = good, .holes = holes, .directions = directions
  };

  for (guint row = 0; row < n_rows; row++)
    n_good += good[row] != 0;
  properties = ins_nde_make_properties (header, recipe, n_good, n_rows, newest_unix_us,
                                        layout->properties_size);

  return read_holes (&self, error) &&
         ins_nde_correct (fd, path, layout, good, directions, &self.shift, error) &&
         write_planes (&self, error) && clear_ascan_status (&self, error) &&
         (properties == NULL || ins_nde_io_write (fd, path, layout->properties_offset, properties,
                                                  layout->properties_size, error)) &&
         sync_data (&self, error) &&
         ins_nde_io_write (fd, path, layout->datasets[INS_NDE_STATE].offset, &state, sizeof state,
                           error) &&
         sync_data (&self, error);
}
