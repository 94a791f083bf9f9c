/* ins-rig-assistant-private.h - what the files of the rig assistant share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/ins-card-page.h"
#include "app/ins-jog-control.h"
#include "app/ins-motion-panel.h"
#include "app/ins-number-entry.h"
#include "app/ins-rig-assistant.h"
#include "app/ins-rig-draft.h"
#include "app/ins-rig-drawing.h"
#include "app/ins-stage-page.h"
#include "app/ins-throttle.h"
#include "app/ins-view.h"

G_BEGIN_DECLS

typedef struct
{
  GtkWidget *button;
  GtkLabel *badge, *caption;
} InsRigNav;

struct _InsRigAssistant
{
  GtkBox parent_instance;

  InsRigNav nav[INS_N_RIG_STEPS];
  GtkStack *steps;
  GtkLabel *note_label;
  GtkWidget *back_button, *next_button;

  InsStagePage *stage_page;
  InsCardPage *card_page, *wiring_page;

  /* directions */
  InsJogControl *jog;
  GtkLabel *axes_title, *axes_reported, *axes_detail, *axes_reason;
  InsRigDrawing *drawing;
  GtkButton *move_button, *move_back_button;
  GtkWidget *home_button, *confirm_button;
  GtkToggleButton *ways[INS_N_WAYS]; /* UNKNOWN has none */
  guint axis;                        /* the controller's that is asked about */
  double from_mm;                    /* where it was before the last move; NaN: not moved yet */
  gboolean updating;

  /* travel */
  InsMotionPanel *motion_panel;
  GtkLabel *travel_label[INS_N_AXES];
  InsNumberEntry *low[INS_N_AXES], *high[INS_N_AXES];
  GtkWidget *low_here[INS_N_AXES], *high_here[INS_N_AXES];
  GtkLabel *limits_error;

  /* trigger */
  InsAscanView *ascan_view;
  GtkLabel *ascan_sub;
  guint live_source;
  gint16 *samples;
  guint capacity;

  /* save */
  GtkEntry *name_entry;
  GtkLabel *name_error, *summary;

  InsSession *session;
  GSettings *settings;
  InsThrottle throttle;
  InsRigDraft draft;
  gboolean active;
  InsRig *before;    /* that the session had */
  char *before_path; /* its file */
};

/* How many axes the connected controller has; all three where nobody knows. */
guint ins_rig_assistant_get_n_axes (InsRigAssistant *self);
void ins_rig_assistant_show_step (InsRigAssistant *self, InsRigStep step);
/* Badges, captions and buttons. */
void ins_rig_assistant_update (InsRigAssistant *self);

/* ins-rig-assistant-draft.c */
void ins_rig_assistant_keep_draft (InsRigAssistant *self);
void ins_rig_assistant_forget_draft (void);
void ins_rig_assistant_forget_before (InsRigAssistant *self);
/* No more of the session's rig is this assistant's. */
void ins_rig_assistant_end (InsRigAssistant *self);

/* Each: the template's children; what the session says; forward and back within the step (TRUE:
 * there was something to do there). */
void ins_rig_assistant_bind_axes (GtkWidgetClass *widget_class);
void ins_rig_assistant_start_axes (InsRigAssistant *self);
void ins_rig_assistant_show_axes (InsRigAssistant *self);
gboolean ins_rig_assistant_next_axis (InsRigAssistant *self);
gboolean ins_rig_assistant_previous_axis (InsRigAssistant *self);
/* The session's rig has the axes that were answered. FALSE: says why not. */
gboolean ins_rig_assistant_apply_axes (InsRigAssistant *self);

void ins_rig_assistant_bind_travel (GtkWidgetClass *widget_class);
void ins_rig_assistant_start_travel (InsRigAssistant *self);
void ins_rig_assistant_load_travel (InsRigAssistant *self);
void ins_rig_assistant_show_travel (InsRigAssistant *self);
gboolean ins_rig_assistant_check_travel (InsRigAssistant *self);

void ins_rig_assistant_bind_finish (GtkWidgetClass *widget_class);
void ins_rig_assistant_start_finish (InsRigAssistant *self);
void ins_rig_assistant_stop_live (InsRigAssistant *self);
void ins_rig_assistant_show_save (InsRigAssistant *self);
/* Writes the rig. (transfer full): its path; NULL: says why not. */
char *ins_rig_assistant_save (InsRigAssistant *self);
/* (transfer full): "X −25 to 225 mm", or what stands for none. */
char *ins_rig_assistant_dup_limits (InsRigAssistant *self);
char *ins_rig_assistant_dup_ways (InsRigAssistant *self);

G_END_DECLS
