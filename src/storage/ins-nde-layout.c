/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "storage/ins-nde-card.h"
#include "storage/ins-nde-correction.h"
#include "storage/ins-nde-layout.h"
#include "storage/ins-nde-measure.h"
#include "storage/ins-nde-record.h"
#include "storage/ins-nde-reference.h"
#include "storage/ins-nde-timing.h"
#include "storage/ins-nde-verdict.h"
#include "storage/ins-nde-words.h"

#define GROUP "/Public/Groups/0/Datasets/"
#define PLANES INS_NDE_PRIVATE "/Planes/"

static gsize
get_type_size (InsNdeType type)
{
  static const gsize sizes[] = {
    [INS_NDE_INT16] = 2,
    [INS_NDE_UINT8] = 1,
    [INS_NDE_UINT16] = 2,
    [INS_NDE_UINT32] = 4,
    [INS_NDE_FLOAT32] = 4,
    [INS_NDE_FLOAT64] = 8,
    [INS_NDE_RECORD] = sizeof (InsNdeRecord),
    [INS_NDE_CARD_RECORD] = sizeof (InsNdeCard),
    [INS_NDE_ACCOUNT_RECORD] = sizeof (InsNdeAccount),
    [INS_NDE_CORRECTION_RECORD] = sizeof (InsNdeCorrection),
    [INS_NDE_TIMING_RECORD] = sizeof (InsNdeTiming),
    [INS_NDE_REFERENCE_RECORD] = sizeof (InsNdeReference),
  };

  return sizes[type];
}

/* FALSE if its size does not fit into what a file can hold. */
static gboolean
add (InsNdeLayout *self, guint place, InsNdeType type, InsNdeFill fill, const guint64 dims[3])
{
  InsNdeDataset *dataset = &self->datasets[place];
  guint64 n_bytes = get_type_size (type);

  dataset->type = type;
  dataset->fill = fill;
  for (guint i = 0; i < 3 && dims[i] > 0; i++)
    {
      dataset->dims[i] = dims[i];
      dataset->rank = i + 1;
      if (!g_uint64_checked_mul (&n_bytes, n_bytes, dims[i]))
        return FALSE;
    }
  dataset->n_bytes = n_bytes;

  return g_uint64_checked_add (&self->n_bytes, self->n_bytes, n_bytes) &&
         self->n_bytes < G_MAXINT64 / 2;
}

static void
name (InsNdeLayout *self, guint place, const char *path)
{
  g_strlcpy (self->datasets[place].path, path, sizeof self->datasets[place].path);
}

static void
name_all (InsNdeLayout *self)
{
  static const char *const classes[] = { "CScanPeak", "CScanTime", "CScanStatus" };

  name (self, INS_NDE_ASCANS, GROUP "0-AScanAmplitude");
  name (self, INS_NDE_ASCAN_STATUS,
        self->has_ascans ? GROUP "1-AScanStatus" : PLANES "AScanStatus");
  name (self, INS_NDE_AMPLITUDE, PLANES "Amplitude");
  name (self, INS_NDE_TOF, PLANES "Tof");
  name (self, INS_NDE_GATE_STATUS, PLANES "GateStatus");
  name (self, INS_NDE_HOLES, PLANES "Holes");
  name (self, INS_NDE_PULSES, PLANES "Pulses");
  name (self, INS_NDE_REPORTS, INS_NDE_PRIVATE "/Reports");
  name (self, INS_NDE_REGISTRATION, PLANES "Registration");
  name (self, INS_NDE_DERIVED, PLANES "Derived");
  name (self, INS_NDE_ALARMS, PLANES "Alarms");
  name (self, INS_NDE_CARD, INS_NDE_PRIVATE "/Card");
  name (self, INS_NDE_ACCOUNT, INS_NDE_PRIVATE "/Account");
  name (self, INS_NDE_LINES, INS_NDE_PRIVATE "/Lines");
  name (self, INS_NDE_STATE, INS_NDE_PRIVATE "/State");
  name (self, INS_NDE_CORRECTION, INS_NDE_PRIVATE "/Correction");
  name (self, INS_NDE_TIMING, INS_NDE_PRIVATE "/StepTiming");
  name (self, INS_NDE_REFERENCE, INS_NDE_PRIVATE "/Reference");
  name (self, INS_NDE_SPARE, INS_NDE_PRIVATE "/Spare");
  name (self, INS_NDE_MEASUREMENTS, INS_NDE_PRIVATE "/Measurements");
  name (self, INS_NDE_WORDS, INS_NDE_PRIVATE "/Words");
  name (self, INS_NDE_VERDICT, INS_NDE_PRIVATE "/Verdict");
  for (guint i = 0; i < 3 * self->n_gates; i++)
    {
      InsNdeDataset *dataset = &self->datasets[INS_NDE_PUBLIC + i];

      g_snprintf (dataset->path, sizeof dataset->path, GROUP "%u-%s", 2 + i, classes[i % 3]);
    }
}

static gboolean
add_row_wise (InsNdeLayout *self)
{
  const guint64 rows = self->grid.n_rows, columns = self->grid.n_columns;
  const guint64 ascan_dims[] = { rows, columns, self->n_samples };
  const guint64 pixel_dims[] = { rows, columns, 0 };
  const guint64 gate_dims[] = { rows, self->n_gates, columns };
  const guint64 report_dims[] = { rows, self->max_reports, 3 };

  return (!self->has_ascans ||
          add (self, INS_NDE_ASCANS, INS_NDE_INT16, INS_NDE_FILL_ZERO, ascan_dims)) &&
         add (self, INS_NDE_ASCAN_STATUS, INS_NDE_UINT8, INS_NDE_FILL_ZERO, pixel_dims) &&
         add (self, INS_NDE_AMPLITUDE, INS_NDE_FLOAT32, INS_NDE_FILL_NAN, gate_dims) &&
         add (self, INS_NDE_TOF, INS_NDE_FLOAT32, INS_NDE_FILL_NAN, gate_dims) &&
         add (self, INS_NDE_GATE_STATUS, INS_NDE_UINT8, INS_NDE_FILL_ZERO, gate_dims) &&
         add (self, INS_NDE_HOLES, INS_NDE_UINT8, INS_NDE_FILL_TO_GO, pixel_dims) &&
         add (self, INS_NDE_PULSES, INS_NDE_UINT16, INS_NDE_FILL_ZERO, pixel_dims) &&
         add (self, INS_NDE_REPORTS, INS_NDE_FLOAT64, INS_NDE_FILL_ZERO, report_dims);
}

/* Bytes in the spare line before the row of that dataset: values there are used in place too. */
static guint64
get_spare_skip (const InsNdeLayout *self, guint dataset)
{
  guint64 skip = 0;

  for (guint i = 0; i < dataset; i++)
    skip += (ins_nde_layout_get_row_bytes (self, i) + 7) & ~(guint64)7;

  return skip;
}

/* What formats 1 and 2 had not. */
static gboolean
add_registration (InsNdeLayout *self)
{
  const guint64 dims[] = { self->grid.n_rows, self->grid.n_columns, 0 };
  const guint64 plane_dims[] = { self->grid.n_rows, self->n_planes, self->grid.n_columns };

  return add (self, INS_NDE_REGISTRATION, INS_NDE_FLOAT32, INS_NDE_FILL_NAN, dims) &&
         (self->n_planes == 0 ||
          add (self, INS_NDE_DERIVED, INS_NDE_FLOAT32, INS_NDE_FILL_NAN, plane_dims)) &&
         (self->n_alarms == 0 ||
          add (self, INS_NDE_ALARMS, INS_NDE_UINT32, INS_NDE_FILL_ZERO, dims));
}

/* Likewise; after every row-wise dataset. */
static gboolean
add_format_3 (InsNdeLayout *self)
{
  const guint64 dims[] = { get_spare_skip (self, INS_NDE_N_ROW_WISE) + sizeof (InsNdeRecord), 0,
                           0 };
  const guint64 one[] = { 1, 0, 0 };
  const guint64 places[] = { 2 * INS_NDE_MEASURE_PLACE_BYTES, 0, 0 };
  const guint64 words[] = { 2 * INS_NDE_WORDS_PLACE_BYTES, 0, 0 };
  const guint64 verdict_places[] = { 2 * INS_NDE_VERDICT_PLACE_BYTES, 0, 0 };

  return add (self, INS_NDE_CORRECTION, INS_NDE_CORRECTION_RECORD, INS_NDE_FILL_ZERO, one) &&
         add (self, INS_NDE_TIMING, INS_NDE_TIMING_RECORD, INS_NDE_FILL_ZERO, one) &&
         add (self, INS_NDE_REFERENCE, INS_NDE_REFERENCE_RECORD, INS_NDE_FILL_ZERO, one) &&
         add (self, INS_NDE_SPARE, INS_NDE_UINT8, INS_NDE_FILL_ZERO, dims) &&
         add (self, INS_NDE_MEASUREMENTS, INS_NDE_UINT8, INS_NDE_FILL_ZERO, places) &&
         add (self, INS_NDE_WORDS, INS_NDE_UINT8, INS_NDE_FILL_ZERO, words) &&
         (self->n_rules == 0 ||
          add (self, INS_NDE_VERDICT, INS_NDE_UINT8, INS_NDE_FILL_ZERO, verdict_places));
}

/* What format 1 had not. */
static gboolean
add_card (InsNdeLayout *self)
{
  const guint64 line_dims[] = { self->grid.n_rows, 0, 0 };
  const guint64 one[] = { 1, 0, 0 };

  return add (self, INS_NDE_CARD, INS_NDE_CARD_RECORD, INS_NDE_FILL_ZERO, line_dims) &&
         add (self, INS_NDE_ACCOUNT, INS_NDE_ACCOUNT_RECORD, INS_NDE_FILL_ZERO, one);
}

static gboolean
add_rest (InsNdeLayout *self)
{
  const guint64 line_dims[] = { self->grid.n_rows, 0, 0 };
  const guint64 one[] = { 1, 0, 0 };
  const guint64 public_dims[] = { self->grid.n_columns, self->grid.n_rows, 0 };
  gboolean fits = add (self, INS_NDE_LINES, INS_NDE_RECORD, INS_NDE_FILL_ZERO, line_dims) &&
                  add (self, INS_NDE_STATE, INS_NDE_UINT32, INS_NDE_FILL_ZERO, one);

  for (guint i = INS_NDE_PUBLIC; fits && i < self->n_datasets; i += 3)
    fits = add (self, i + INS_NDE_PEAK, INS_NDE_FLOAT32, INS_NDE_FILL_NAN, public_dims) &&
           add (self, i + INS_NDE_TIME, INS_NDE_FLOAT32, INS_NDE_FILL_NAN, public_dims) &&
           add (self, i + INS_NDE_STATUS, INS_NDE_UINT8, INS_NDE_FILL_ZERO, public_dims);

  return fits;
}

gboolean
ins_nde_layout_init (InsNdeLayout *self,
                     const InsRecipe *recipe,
                     guint n_samples,
                     guint max_reports,
                     guint format_version)
{
  *self = (InsNdeLayout){
    .n_samples = n_samples,
    .n_gates = recipe->n_gates,
    .n_planes = recipe->n_planes,
    .n_alarms = recipe->n_alarms,
    .n_rules = recipe->n_rules,
    .max_reports = max_reports,
    .has_ascans = recipe->mode == INS_MODE_WAVEFORM,
    .n_datasets = INS_NDE_PUBLIC + 3 * recipe->n_gates,
  };
  ins_recipe_get_grid (recipe, &self->grid);

  if (self->grid.n_rows == 0 || self->grid.n_columns == 0 || n_samples == 0 || max_reports == 0 ||
      self->n_gates == 0 || self->n_gates > INS_MAX_GATES)
    return FALSE;
  name_all (self);

  return add_row_wise (self) && (format_version < 2 || add_card (self)) &&
         (format_version < 3 || (add_registration (self) && add_format_3 (self))) &&
         add_rest (self);
}

InsNdeDataset *
ins_nde_layout_get_public (InsNdeLayout *self, guint gate, InsNdePublic which)
{
  return &self->datasets[INS_NDE_PUBLIC + 3 * gate + which];
}

gsize
ins_nde_layout_get_row_bytes (const InsNdeLayout *self, guint dataset)
{
  return self->datasets[dataset].n_bytes / self->grid.n_rows;
}

guint64
ins_nde_layout_get_row_offset (const InsNdeLayout *self, guint dataset, guint row)
{
  return self->datasets[dataset].offset + row * ins_nde_layout_get_row_bytes (self, dataset);
}

guint64
ins_nde_layout_get_record_offset (const InsNdeLayout *self, guint row)
{
  return self->datasets[INS_NDE_LINES].offset + (guint64)row * sizeof (InsNdeRecord);
}

guint64
ins_nde_layout_get_spare_offset (const InsNdeLayout *self, guint dataset)
{
  return self->datasets[INS_NDE_SPARE].offset + get_spare_skip (self, dataset);
}

gboolean
ins_nde_layout_has_spare (const InsNdeLayout *self)
{
  return self->datasets[INS_NDE_SPARE].n_bytes > 0;
}
