/* ins-window-private.h - what the files of the window share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/ins-card-page.h"
#include "app/ins-card-values.h"
#include "app/ins-correction-button.h"
#include "app/ins-first-page.h"
#include "app/ins-gate-history.h"
#include "app/ins-measure-panel.h"
#include "app/ins-motion-panel.h"
#include "app/ins-operator-head.h"
#include "app/ins-operator-panel.h"
#include "app/ins-resume-button.h"
#include "app/ins-rig-assistant.h"
#include "app/ins-run-panel.h"
#include "app/ins-scan-form.h"
#include "app/ins-scan-notice.h"
#include "app/ins-stage-page.h"
#include "app/ins-timing-button.h"
#include "app/ins-view.h"
#include "app/ins-window.h"

G_BEGIN_DECLS

typedef enum
{
  INS_SIZE_ROOMY = 1 << 0,  /* from 1600 x 900 on: larger figures */
  INS_SIZE_NARROW = 1 << 1, /* below 1280: the right panel folds while a scan runs */
  INS_SIZE_SLIM = 1 << 2,   /* below 1180: the header drops the bar and the chip's word */
  INS_SIZE_LOW = 1 << 3,    /* below 720 high: A-scan and B-scan share one place */
} InsSizeClass;

struct _InsWindow
{
  GtkApplicationWindow parent_instance;

  InsSession *session;
  InsScanNotice *notice;
  GCancellable *notice_asks; /* whether notifications are shown */
  gboolean escape_down;      /* as far as is known */
  gint64 escape_us;          /* its last press */
  gboolean closing;          /* a person has agreed, or there is nothing to lose */
  GtkWidget *question;
  GtkWindow *keys; /* weak; NULL: not shown */

  /* header */
  GtkWidget *stop_button, *start_button, *pause_button;
  GtkImage *pause_image;
  GtkLabel *pause_label, *title_label, *subtitle_label, *percent_label, *left_label;
  GtkWidget *progress_box, *simulated_chip, *simulated_image, *simulated_label;
  GtkProgressBar *progress_bar;

  /* banners */
  GtkRevealer *banner, *note, *resume_bar;
  GtkImage *banner_image, *note_image;
  GtkLabel *banner_title, *banner_text, *note_label, *resume_label;
  InsResumeButton *resume_button;
  GtkWidget *reconnect_button, *banner_close_button, *note_box;
  gboolean failure_seen; /* the present failed scan was taken note of */

  /* panels */
  InsMotionPanel *motion_panel;
  InsScanForm *scan_form;
  InsCardPage *card_page;
  InsStagePage *stage_page;
  InsRunPanel *run_panel;
  InsMeasurePanel *measure_panel;
  GtkStack *side_stack;
  GtkPaned *side_paned, *plots_paned;
  gboolean was_scanning;
  const char *rig_page; /* "card", "stage", "surface" or "measure", in place of the form or the run
                           panel; NULL neither */
  gboolean folded_for_scan;

  /* the picture */
  GtkDropDown *plane_drop_down;
  InsCscanView *cscan_view;
  InsColourBar *colour_bar;
  InsCorrectionButton *correction_button;
  InsTimingButton *timing_button;
  GtkLabel *readout_label, *rectangle_label;
  GtkWidget *rectangle_bar;
  guint gate;    /* of the shown plane, and of the plots */
  guint derived; /* of the shown plane, where it is such a one */
  InsPlaneKind kind;
  gboolean setting_planes;
  gboolean show_plan;
  InsRecipe *seen_recipe; /* where the scan would go when the form was last looked at */

  GtkStack *middle;        /* ins-window-middle.c */
  GMenu *recent_menu;      /* ins-window-recent.c */
  InsNdeFile *recent_file; /* that was taken note of; to compare with only */

  struct _InsWindowMeasuring *measuring; /* ins-window-measure.c; NULL before and after */

  /* the plots under it */
  GtkWidget *plots, *a_box, *b_box, *live_button, *to_a_button, *to_b_button;
  GtkLabel *a_heading, *a_sub, *a_value, *b_sub;
  InsAscanView *ascan_view;
  InsCardValues *card_values; /* in its place while a card gives no A-scan */
  InsBscanView *bscan_view;
  gboolean at_cursor;
  gboolean shows_dscan; /* in the B-scan's place */
  GtkLabel *b_heading;
  gboolean low_shows_b;
  InsCursor cursor;
  gint16 *ascan_buffer;
  guint ascan_capacity;
  gint16 *line_buffer;
  gsize line_capacity;
  int line_row;        /* the one that the B-scan shows; -1 none */
  guint n_lines_shown; /* lines done when the B-scan was last taken */
  gint64 line_shown_us;
  guint live_source;

  /* ins-window-gates.c */
  InsGateHistory *gate_history;
  gboolean using_gates;
  gboolean gates_linked; /* the next scan's are those of the picture */
  GtkWidget *gates_bar;
  GtkLabel *gates_label;
  guint form_gesture;
  gint64 form_gates_us;

  struct _InsWindowAuto *autoset; /* ins-window-auto.c; NULL before and after */

  /* status row */
  GtkWidget *stat_stage, *stat_card, *stat_lines, *stat_holes, *stat_register, *stat_file;
  GtkWidget *stat_position; /* while the motion panel is folded */
  GtkLabel *stat_position_label;
  GtkLabel *stat_stage_label, *stat_card_label, *stat_lines_label, *stat_holes_label;
  GtkLabel *stat_register_label, *stat_file_label;

  /* ins-window-planes.c: alarms */
  GtkWidget *stat_alarms;
  GtkLabel *stat_alarms_label;
  InsCscan *alarm_cscan; /* NULL: there are none */
  guint *row_alarms;     /* pixels of each row */
  guint n_alarm_px;
  guint64 alarm_generation;

  /* ins-window-pages.c, ins-window-rigs.c */
  GtkWidget *page;
  InsFirstPage *first_page;
  InsRigAssistant *rig_assistant;
  const char *page_before; /* the assistant */
  const char *main_page;
  GtkWidget *motion_panel_button, *scan_panel_button;
  GtkMenuButton *menu_button, *stat_rig;
  GtkLabel *stat_rig_label;
  GMenu *rig_menu;

  /* ins-window-operator.c, ins-window-lock.c, ins-window-preferences.c */
  InsOperatorPanel *operator_panel;
  InsOperatorHead *operator_head;
  GtkWidget *picture_toolbar;
  struct _InsWindowOperator *operating; /* NULL: a technician is at work */
  GHashTable *locked_actions;           /* that will be on again; NULL: the window is not locked */
  GtkWidget *preferences;               /* NULL: it is not open */

  /* layout */
  InsSizeClass size_class;
  guint size_idle;
  int last_width, last_height;
  int plots_height; /* wished for; 0 the usual one */
  gboolean plots_placed;
};

/* ins-window-state.c: header, banners and status row after the session. */
void ins_window_update_state (InsWindow *self);
void ins_window_show_note (InsWindow *self, const char *text, gboolean is_error);
void ins_window_hide_note (InsWindow *self);
void ins_window_acknowledge_failure (InsWindow *self);

/* ins-window-resume.c: what is left to do in the file that is shown. */
void ins_window_update_resume_bar (InsWindow *self);

/* ins-window-picture.c: the C-scan and its read-out. */
void ins_window_connect_picture (InsWindow *self);
void ins_window_update_picture (InsWindow *self);
void ins_window_update_progress (InsWindow *self);
void ins_window_update_plan (InsWindow *self);
/* Area or motion were edited: shows the plan in place of a picture. */
void ins_window_follow_recipe (InsWindow *self);
void ins_window_select_plane (InsWindow *self, guint selected);
/* The shown picture has other gates; other rows. */
void ins_window_show_gates (InsWindow *self);
void ins_window_show_regated (InsWindow *self);
/* The recipe that the picture, or without one the next scan, is about. */
const InsRecipe *ins_window_get_shown_recipe (InsWindow *self);

/* ins-window-colours.c: palette, contrast and scale. */
void ins_window_add_colour_actions (InsWindow *self);

/* ins-window-planes.c: which planes there are, their words, and the alarms. */
void ins_window_fill_planes (InsWindow *self, const InsRecipe *recipe);
/* FALSE: there is no such plane in the list. */
gboolean ins_window_take_plane (InsWindow *self, guint selected);
/* Of the gate or the derived plane. */
guint ins_window_get_plane_index (InsWindow *self);
void ins_window_show_plane_title (InsWindow *self);
/* (transfer full): of the shown plane, with unit or in words */
char *ins_window_dup_plane_value (InsWindow *self, double value);
void ins_window_update_alarms (InsWindow *self);
void ins_window_clear_alarms (InsWindow *self);

/* ins-window-rectangle.c: the rectangle drawn over it, and what it is good for. */
void ins_window_add_rectangle_actions (InsWindow *self);
void ins_window_update_rectangle (InsWindow *self);

/* ins-window-measure.c: what is measured on it. */
void ins_window_start_measuring (InsWindow *self);
void ins_window_stop_measuring (InsWindow *self);
void ins_window_update_measuring (InsWindow *self);
void ins_window_show_measuring (InsWindow *self, gboolean show);

/* ins-window-plots.c: A-scan and B-scan. */
void ins_window_start_plots (InsWindow *self);
void ins_window_stop_plots (InsWindow *self);
void ins_window_reset_plots (InsWindow *self);
void ins_window_update_plots (InsWindow *self);
void ins_window_show_cursor_plots (InsWindow *self);
void ins_window_show_live (InsWindow *self);
void ins_window_show_dscan (InsWindow *self, gboolean shows);

/* ins-window-ascan.c: what stands over the A-scan, and how it is shown. */
void ins_window_add_ascan_actions (InsWindow *self);
void ins_window_update_reading (InsWindow *self);
void ins_window_update_velocity (InsWindow *self);
/* A-scan and B-scan show that recipe's gates. */
void ins_window_give_gates (InsWindow *self, const InsRecipe *recipe);
gboolean ins_window_is_ascan_frozen (InsWindow *self);

/* ins-window-gates.c: gates that a person moved. */
void ins_window_add_gate_actions (InsWindow *self);
void ins_window_connect_gates (InsWindow *self);
/* Other gates are shown, of another picture or of none: nothing can be undone. */
void ins_window_reset_gates (InsWindow *self);
/* [ and ] for the threshold, H to freeze, Control and Z; FALSE: it is no such key. */
gboolean ins_window_take_gate_key (InsWindow *self, guint keyval, GdkModifierType state);
/* By a person: checked, kept for undo, followed by all that shows gates. */
void ins_window_change_gates (InsWindow *self, const InsGateSet *set);
/* The form's gates may be new. */
void ins_window_follow_gates (InsWindow *self);

/* ins-window-surface.c: the probe's height and the lie of the surface. */
void ins_window_add_surface_actions (InsWindow *self);

/* ins-window-before.c: what is done before a scan. */
void ins_window_add_before_actions (InsWindow *self);
/* K for a corner of the area; FALSE: it is no such key. */
gboolean ins_window_take_before_key (InsWindow *self, guint keyval, GdkModifierType state);

/* ins-window-notice.c: what the desktop is told. */
void ins_window_start_notice (InsWindow *self);
void ins_window_stop_notice (InsWindow *self);
void ins_window_update_notice (InsWindow *self);
/* ins-window-auto.c: gates found by looking at the echoes, shown before they are taken. */
void ins_window_add_auto_gates (InsWindow *self);
void ins_window_clear_auto_gates (InsWindow *self);
/* What was proposed is shown no longer, */
void ins_window_drop_auto_gates (InsWindow *self);
/* or is shown again after something else showed gates. */
void ins_window_keep_auto_gates (InsWindow *self);
/* How near the A-scan comes to the card's limit. */
void ins_window_show_headroom (InsWindow *self, gboolean is_live);

/* ins-window-layout.c: what changes with the size of the window. */
void ins_window_follow_size (InsWindow *self, int width, int height);
void ins_window_restore_layout (InsWindow *self);
void ins_window_save_layout (InsWindow *self);
void ins_window_update_panels (InsWindow *self);
/* Shows what the window's size has room for. */
void ins_window_apply_size (InsWindow *self);
void ins_window_show_other_plot (InsWindow *self);
void ins_window_show_ascan (InsWindow *self);
/* @page: "card", "stage" or "measure"; NULL: neither any more. */
void ins_window_show_rig_page (InsWindow *self, const char *page);

void ins_window_add_keys (InsWindow *self);

/* ins-window-template.c: in class_init; its callbacks are the class's own. */
void ins_window_bind_template (GtkWidgetClass *widget_class);

/* ins-window-pages.c: "scan" (at first), "first" or "rig": what fills the window. */
void ins_window_bind_pages (GtkWidgetClass *widget_class);
void ins_window_show_main_page (InsWindow *self, const char *name);
gboolean ins_window_is_on_page (InsWindow *self, const char *name);
void ins_window_leave_first_page (InsWindow *self);
/* A sentence where the page with the notes is not seen. */
void ins_window_say_on_page (InsWindow *self, const char *text);

/* ins-window-rigs.c: the rigs by name. */
void ins_window_add_rig_actions (InsWindow *self);
void ins_window_start_assistant (InsWindow *self);
void ins_window_fill_rig_menu (InsWindow *self);
void ins_window_update_rigs (InsWindow *self);
/* Takes the rig of this file in place of the present one; NULL: the simulated one. Nothing moves.
 * FALSE: a note says why not. */
gboolean ins_window_use_rig (InsWindow *self, const char *path);

/* ins-window-actions.c, ins-window-files.c */
void ins_window_add_actions (InsWindow *self);
void ins_window_update_actions (InsWindow *self);
/* Single letters, after an entry had its turn; FALSE: it is none of them. */
gboolean ins_window_take_letter (InsWindow *self, guint keyval, GdkModifierType state);
void ins_window_add_file_actions (InsWindow *self);
void ins_window_accept_drops (InsWindow *self);

/* ins-window-convert.c: import, focusing, export of all A-scans. */
void ins_window_add_convert_actions (InsWindow *self);
/* A table or array: asks what it is. */
void ins_window_import (InsWindow *self, const char *path);

/* ins-window-files.c: @save_name: (nullable): %NULL to open; @data is freed when the dialog has
 * gone. */
void ins_window_choose_file (InsWindow *self,
                             const char *title,
                             const char *save_name,
                             const char *filter_name,
                             const char *const *suffixes,
                             void (*chosen) (InsWindow *self, const char *path, gpointer data),
                             gpointer data,
                             GDestroyNotify free_data);
void ins_window_choose_folder (InsWindow *self,
                               const char *title,
                               void (*chosen) (InsWindow *self, const char *path, gpointer data),
                               gpointer data,
                               GDestroyNotify free_data);

/* ins-window-operator.c: part after part by a released recipe; the window is locked. */
typedef struct _InsWindowOperator InsWindowOperator;
void ins_window_add_operator (InsWindow *self);
void ins_window_clear_operator (InsWindow *self);
void ins_window_update_operator (InsWindow *self);
/* Start, with what is typed in. */
void ins_window_operator_start (InsWindow *self);

/* ins-window-lock.c: every action off but a few. */
void ins_window_lock_actions (InsWindow *self);
void ins_window_unlock_actions (InsWindow *self);
gboolean ins_window_is_locked (InsWindow *self);

/* ins-window-preferences.c */
void ins_window_add_preferences (InsWindow *self);
void ins_window_follow_preferences (InsWindow *self);

G_END_DECLS
