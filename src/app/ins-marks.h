/* ins-marks.h - places of a stage that a person has given a name
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "core/ins-axis.h"

G_BEGIN_DECLS

#define INS_MARK_NAME_SIZE 64
#define INS_MAX_MARKS 100

typedef struct
{
  char name[INS_MARK_NAME_SIZE];
  InsPosition position; /* the stage's own coordinates, mm */
} InsMark;

/* Main thread. Kept under the key "marks" with the stage's address, so that each stage has its
 * own; without settings they last as long as the program. */
typedef struct _InsMarks InsMarks;

/* @settings: (nullable) */
InsMarks *ins_marks_new (GSettings *settings, const char *stage);
void ins_marks_free (InsMarks *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InsMarks, ins_marks_free)

guint ins_marks_get_n (InsMarks *self);
const InsMark *ins_marks_get (InsMarks *self, guint index);

/* @name: (nullable): the first free letter. Returns: its index; G_MAXUINT if there are
 * INS_MAX_MARKS already */
guint ins_marks_add (InsMarks *self, const char *name, const InsPosition *position);
void ins_marks_remove (InsMarks *self, guint index);
void ins_marks_move (InsMarks *self, guint index, const InsPosition *position);
/* FALSE, and nothing changes, for an empty name or one that another mark has. */
gboolean ins_marks_rename (InsMarks *self, guint index, const char *name);
/* G_MAXUINT: there is none. */
guint ins_marks_find (InsMarks *self, const char *name);

G_END_DECLS
