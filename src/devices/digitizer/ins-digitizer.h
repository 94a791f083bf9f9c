/* ins-digitizer.h - a card that records the echo of every pulse
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "core/ins-axis.h"
#include "devices/digitizer/ins-card-scale.h"

G_BEGIN_DECLS

/* When samples are taken. Asked for by a recipe, and as the card rounds it. */
typedef struct
{
  double sample_rate_hz;
  guint n_samples; /* per pulse */
  double delay_s;  /* pulse to first sample */
  double prf_hz;   /* pulse repetition frequency */
} InsTiming;

typedef struct
{
  guint64 index; /* number of the pulse since start(), lost ones counted: a gap is lost pulses */
  double card_s; /* moment of the pulse on the card's own clock since start() */
  double encoder_mm; /* what the encoder said at that moment, from an origin of its own; NaN none */
} InsPulse;

/* A preallocated piece of the stream; it has one owner at a time. */
typedef struct
{
  guint capacity;  /* pulses */
  guint n_samples; /* per pulse */
  guint n_pulses;  /* filled by read() */
  InsPulse *pulses;
  gint16 *samples;      /* row-major, capacity x n_samples, signed around the zero line */
  double newest_card_s; /* card time of the newest sample that had left the card ... */
  double arrival_s;     /* ... when the host looked, on ins_clock_now_s() */
} InsPulseBlock;

InsPulseBlock *ins_pulse_block_new (guint capacity, guint n_samples);
void ins_pulse_block_free (InsPulseBlock *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InsPulseBlock, ins_pulse_block_free)

#define INS_MAX_OUTPUTS 8
#define INS_OUTPUT_GATE_BYTES 32

typedef enum
{
  INS_OUTPUT_SPARE, /* recorded for the live picture only */
  INS_OUTPUT_AMPLITUDE,
  INS_OUTPUT_TIME,
} InsOutputKind;

/* One of the values that a gated card gives per pulse. */
typedef struct
{
  InsOutputKind kind;
  char gate[INS_OUTPUT_GATE_BYTES]; /* of the recipe */
  InsCardScale scale;               /* counts to V */
  double per_v, at_zero_v;          /* value = at_zero_v + per_v * V, in % of full screen or in s */
} InsCardOutput;

typedef enum
{
  INS_ACQUIRE_STREAM,    /* runs on, pulses are cut out of it */
  INS_ACQUIRE_TRIGGERED, /* one A-scan per hardware trigger */
  INS_ACQUIRE_GATED,     /* outputs of a flaw detector: n_samples is n_outputs, no A-scan */
} InsAcquireMode;

#define INS_PULSE_HINT_BYTES 300

typedef struct
{
  char name[96];   /* board name as the driver says it */
  char driver[32]; /* "sim", "comedi_test", ... */
  char how[256]; /* how it acquires, one plain sentence: "one continuous command, pulses cut ..." */
  gboolean is_simulated;
  guint n_bits;
  int full_scale_counts; /* |sample| at 100 % full screen height */
  double full_scale_v;   /* volts at full_scale_counts, 0 not known */
  double maximum_sample_rate_hz;
  double maximum_prf_hz; /* NaN: as the record length allows */
  InsAcquireMode mode;
  InsCardScale scale;       /* of the signal channel; n_terms 0 in gated mode */
  char calibration[96];     /* where the scales come from, as in InsCardOffer; "" not known */
  gboolean waits_for_pulse; /* silence means that no trigger or sync comes, not a lost card */
  char pulse_hint[INS_PULSE_HINT_BYTES]; /* then: what to check, one translated sentence; "" */
  gboolean has_encoder;
  double encoder_step_mm; /* one count, without its sign; 0 not known */
  double clock_tolerance; /* how far the pulses' clock may be off, relative: 1e-3 a crystal, more
                             where the time of a pulse is its number / prf_hz of a free pulser */
  guint n_outputs;
  InsCardOutput outputs[INS_MAX_OUTPUTS];
} InsDigitizerInfo;

/* What became of the stream since start(). */
typedef struct
{
  guint64 n_samples; /* delivered by the card, each channel counted, those between pulses too */
  guint64 n_pulses;  /* delivered by read() */
  guint64 n_missed;  /* pulses known to have fired without a record */
  double prf_hz;     /* of the pulser as seen; NaN not known (yet) */
  double waited_s;   /* of the time that read() took: asleep until the card had something ... */
  double cut_s;      /* ... and cutting what came to pulses */
} InsDigitizerCount;

#define INS_TYPE_DIGITIZER (ins_digitizer_get_type ())
G_DECLARE_INTERFACE (InsDigitizer, ins_digitizer, INS, DIGITIZER, GObject)

/* Threads: the acquisition worker owns the digitizer and calls everything; negotiate() and
 * get_info() also run before the worker has it. No wait is longer than the given time-out.
 */
struct _InsDigitizerInterface
{
  GTypeInterface parent_iface;

  gboolean (*open) (InsDigitizer *self, GError **error);
  void (*close) (InsDigitizer *self);
  void (*get_info) (InsDigitizer *self, InsDigitizerInfo *info);
  gboolean (*negotiate) (InsDigitizer *self,
                         const InsTiming *wanted,
                         InsTiming *actual,
                         GPtrArray *notes,
                         GError **error);
  void (*set_by_position) (InsDigitizer *self, gboolean by_position); /* (nullable) */
  void (*mount) (InsDigitizer *self, InsAxis scan_axis, InsAxis index_axis);
  gboolean (*start) (InsDigitizer *self, const InsTiming *timing, GError **error);
  gboolean (*read) (InsDigitizer *self, InsPulseBlock *block, double timeout_s, GError **error);
  void (*stop) (InsDigitizer *self);
  void (*get_count) (InsDigitizer *self, InsDigitizerCount *count);
};

gboolean ins_digitizer_open (InsDigitizer *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void ins_digitizer_close (InsDigitizer *self);
void ins_digitizer_get_info (InsDigitizer *self, InsDigitizerInfo *info);

/**
 * ins_digitizer_negotiate:
 * @wanted: from the recipe
 * @actual: (out): what the card will do
 * @notes: (nullable) (element-type utf8): a plain sentence is added for everything that was rounded
 *
 * Asks the open card; starts nothing.
 *
 * Returns: %FALSE with %INS_DEVICE_ERROR_UNSUPPORTED if the card cannot do it at all
 */
gboolean ins_digitizer_negotiate (InsDigitizer *self,
                                  const InsTiming *wanted,
                                  InsTiming *actual,
                                  GPtrArray *notes,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Before open(). The stage triggers the card, at positions: triggers are not periodic, that none
 * comes for a while means nothing, and each is numbered as it comes. */
void ins_digitizer_set_by_position (InsDigitizer *self, gboolean by_position);

/* Simulated cards only (else nothing happens): how the specimen stands in the rig. */
void ins_digitizer_mount (InsDigitizer *self, InsAxis scan_axis, InsAxis index_axis);

/* Starts one continuous stream; pulse 0 and card time 0 are near now. */
gboolean ins_digitizer_start (InsDigitizer *self,
                              const InsTiming *timing,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ins_digitizer_read:
 * @block: n_samples as started; filled from its beginning
 *
 * Waits until there is at least one whole pulse and takes as many as are there and fit. To be
 * called as soon as it returned: arrival_s is only as good as the promptness of the caller.
 *
 * Returns: %TRUE, with no pulses if the time is up; %FALSE with %INS_DEVICE_ERROR_OVERRUN (good
 *   pulses were delivered before; start() again), or _LOST
 */
gboolean ins_digitizer_read (InsDigitizer *self,
                             InsPulseBlock *block,
                             double timeout_s,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Ends the stream. What has not been read is thrown away. */
void ins_digitizer_stop (InsDigitizer *self);

/* All 0 and NaN for a digitizer that does not count. Keeps its values after stop(). */
void ins_digitizer_get_count (InsDigitizer *self, InsDigitizerCount *count);

G_END_DECLS
