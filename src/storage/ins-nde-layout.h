/* ins-nde-layout.h - which datasets a scan file has, and where in the file they lie
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "scan/ins-recipe.h"

G_BEGIN_DECLS

#define INS_NDE_PRIVATE "/Private/Insonify"
#define INS_NDE_PROPERTIES_PATH "/Properties"
#define INS_NDE_SETUP_PATH "/Public/Setup"

/* Places in InsNdeLayout.datasets. The first ones are row-wise: slowest dimension the row, so that
 * a line is one contiguous block in each. */
enum
{
  INS_NDE_ASCANS,       /* int16 [row, column, sample]; absent in gated mode */
  INS_NDE_ASCAN_STATUS, /* uint8 [row, column] */
  INS_NDE_AMPLITUDE,    /* float32 [row, gate, column], percent */
  INS_NDE_TOF,          /* float32 [row, gate, column], s */
  INS_NDE_GATE_STATUS,  /* uint8 [row, gate, column] */
  INS_NDE_HOLES,        /* uint8 [row, column], InsHole */
  INS_NDE_PULSES,       /* uint16 [row, column] */
  INS_NDE_REPORTS,      /* float64 [row, report, 3]: asked, answered, mm */
  INS_NDE_CARD,         /* InsNdeCard [row]; from format 2 on */
  INS_NDE_REGISTRATION, /* float32 [row, column], um: InsLineData; from format 3 on */
  INS_NDE_DERIVED,      /* float32 [row, plane, column]; where the recipe has planes */
  INS_NDE_ALARMS,       /* uint32 [row, column], bits; where the recipe has alarms */
  INS_NDE_N_ROW_WISE,
  INS_NDE_LINES = INS_NDE_N_ROW_WISE, /* InsNdeRecord [row] */
  INS_NDE_ACCOUNT,                    /* InsNdeAccount [1]; from format 2 on */
  INS_NDE_STATE,                      /* uint32 [1] */
  INS_NDE_CORRECTION,                 /* InsNdeCorrection [1]; from format 3 on */
  INS_NDE_TIMING,                     /* InsNdeTiming [1]; from format 3 on */
  INS_NDE_REFERENCE,                  /* InsNdeReference [1]; from format 3 on */
  INS_NDE_SPARE,                      /* uint8, see ins-nde-spare.h; from format 3 on */
  INS_NDE_MEASUREMENTS, /* uint8, see ins-nde-measure.h; only in newer ones of format 3 */
  INS_NDE_WORDS,        /* uint8, see ins-nde-words.h; likewise */
  INS_NDE_VERDICT,      /* uint8, see ins-nde-verdict.h; where the recipe has rules */
  INS_NDE_PUBLIC,       /* three for each gate: see ins_nde_layout_get_public() */
};

#define INS_NDE_MAX_DATASETS (INS_NDE_PUBLIC + 3 * INS_MAX_GATES)

/* Values of the State dataset. */
enum
{
  INS_NDE_STATE_OPEN,     /* a scan writes it, or was killed while it did */
  INS_NDE_STATE_FINISHED, /* every byte was on the disk when this was written */
};

typedef enum
{
  INS_NDE_INT16,
  INS_NDE_UINT8,
  INS_NDE_UINT16,
  INS_NDE_UINT32,
  INS_NDE_FLOAT32,
  INS_NDE_FLOAT64,
  INS_NDE_RECORD,
  INS_NDE_CARD_RECORD,
  INS_NDE_ACCOUNT_RECORD,
  INS_NDE_CORRECTION_RECORD,
  INS_NDE_TIMING_RECORD,
  INS_NDE_REFERENCE_RECORD,
} InsNdeType;

typedef enum
{
  INS_NDE_FILL_ZERO, /* as the file system hands it out */
  INS_NDE_FILL_NAN,
  INS_NDE_FILL_TO_GO,
} InsNdeFill;

typedef enum
{
  INS_NDE_PEAK,
  INS_NDE_TIME,
  INS_NDE_STATUS,
} InsNdePublic;

typedef struct
{
  char path[80];
  InsNdeType type;
  InsNdeFill fill;
  guint rank;
  guint64 dims[3];
  guint64 n_bytes; /* 0: this file has no such dataset */
  guint64 offset;  /* from the beginning of the file; set by whoever makes or opens it */
} InsNdeDataset;

/* A value. Everything but the offsets follows from the figures at the top and the format. */
typedef struct
{
  InsScanGrid grid;
  guint n_samples, n_gates, n_planes, n_alarms, n_rules, max_reports;
  gboolean has_ascans;
  guint n_datasets;
  InsNdeDataset datasets[INS_NDE_MAX_DATASETS];
  guint64 n_bytes; /* of all datasets together */

  guint64 properties_offset; /* the JSON text that is written anew at the end */
  gsize properties_size;
} InsNdeLayout;

/* The newest format; older ones can be read and gone on with. */
#define INS_NDE_FORMAT_VERSION 3

/* FALSE if the sizes overflow or are senseless (zero rows, columns, samples). */
gboolean ins_nde_layout_init (InsNdeLayout *self,
                              const InsRecipe *recipe,
                              guint n_samples,
                              guint max_reports,
                              guint format_version) G_GNUC_WARN_UNUSED_RESULT;

InsNdeDataset *ins_nde_layout_get_public (InsNdeLayout *self, guint gate, InsNdePublic which);

/* Bytes of one row of a row-wise dataset; 0 if it is absent. */
gsize ins_nde_layout_get_row_bytes (const InsNdeLayout *self, guint dataset);
guint64 ins_nde_layout_get_row_offset (const InsNdeLayout *self, guint dataset, guint row);
guint64 ins_nde_layout_get_record_offset (const InsNdeLayout *self, guint row);

/* The same row-wise dataset's row within the spare line; with INS_NDE_LINES its record. */
guint64 ins_nde_layout_get_spare_offset (const InsNdeLayout *self, guint dataset);
gboolean ins_nde_layout_has_spare (const InsNdeLayout *self);

G_END_DECLS
