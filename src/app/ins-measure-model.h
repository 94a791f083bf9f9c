/* ins-measure-model.h - the measurements on the shown picture
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "image/ins-measure-report.h"
#include "scan/ins-recipe.h"

G_BEGIN_DECLS

#define INS_TYPE_MEASURE_MODEL (ins_measure_model_get_type ())
G_DECLARE_FINAL_TYPE (InsMeasureModel, ins_measure_model, INS, MEASURE_MODEL, GObject)

/* Main thread. Evaluates on one of GIO's task threads, one task at a time and the newest state
 * last, so that dragging never waits for a big picture: a result may belong to the definition of a
 * moment ago.
 *
 * Signals: "changed": definitions, results or what is selected; "edited": there is something new to
 * save. */
InsMeasureModel *ins_measure_model_new (void);

typedef struct
{
  InsMeasure *measure;
  InsMeasureResult *result; /* (nullable) */
  const char *unit;         /* of its plane; NULL until it was evaluated */
  char *reason;             /* (nullable): why there is no result */
  guint64 wanted, done;     /* states of the definition; not the same: a result is to come */
} InsMeasureItem;

/* Both or neither. What is measured is evaluated anew. */
void
ins_measure_model_set_picture (InsMeasureModel *self, InsCscan *cscan, const InsRecipe *recipe);
InsCscan *ins_measure_model_get_cscan (InsMeasureModel *self); /* (nullable) (transfer none) */
const InsRecipe *ins_measure_model_get_recipe (InsMeasureModel *self);

/* More of the picture is there, if it is so. */
void ins_measure_model_follow_picture (InsMeasureModel *self);

/* Replaces all, with nothing to undo. (element-type InsMeasure) (nullable) */
void ins_measure_model_load (InsMeasureModel *self, const GPtrArray *measures);

guint ins_measure_model_get_n (InsMeasureModel *self);
const InsMeasureItem *ins_measure_model_get (InsMeasureModel *self, guint index);
int ins_measure_model_get_selected (InsMeasureModel *self); /* -1 none */
void ins_measure_model_select (InsMeasureModel *self, int index);

/* Takes @measure, gives it a name of its own, selects it. Its place. */
guint ins_measure_model_add (InsMeasureModel *self, InsMeasure *measure);
/* Takes @measure in place of that one. One step to undo, unless it goes on with a drag. */
void ins_measure_model_change (InsMeasureModel *self,
                               guint index,
                               InsMeasure *measure,
                               gboolean goes_on);
void ins_measure_model_remove (InsMeasureModel *self, guint index);

/* Takes the last step back; FALSE: there is none. */
gboolean ins_measure_model_undo (InsMeasureModel *self);
gboolean ins_measure_model_can_undo (InsMeasureModel *self);

/* All of them with their results, as they go into the file. (transfer full) */
GKeyFile *ins_measure_model_to_key_file (InsMeasureModel *self);

/* Every result is that of its definition. */
gboolean ins_measure_model_is_settled (InsMeasureModel *self);

/* "Distance", in the user's language. */
const char *ins_measure_kind_to_title (const InsMeasure *measure);

/* (transfer full): the most telling figure, "12.40 mm"; or a short reason why there is none */
char *ins_measure_item_dup_value (const InsMeasureItem *item);

/* (nullable): a figure's name in the user's language; %NULL: only tables have it */
const char *ins_measure_key_to_title (const char *key);
const char *ins_measure_unit_to_title (const char *unit);
/* (transfer full): "12.400 mm" */
char *ins_measure_figure_dup_text (const InsMeasureFigure *figure);

G_END_DECLS
