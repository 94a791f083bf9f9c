/* fake-comedi.h - cards in software behind the functions of comedilib
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <comedilib.h>
#include <glib.h>

/* Linked in tests in front of the library. The cards answer as their kernel drivers do (the files
 * fake-card-*.c name the source), on a clock of their own: time stands still between calls and
 * passes while poll() waits or the program sleeps, so tests neither wait nor depend on the machine.
 * Functions of the program under test that are replaced by the linker: fake_comedi_args in
 * meson.build. All of it may be called from any thread.
 */
typedef enum
{
  FAKE_COMEDI_TEST, /* the kernel's own demonstration driver */
  FAKE_PCI_DAS4020, /* 4 channels at once, 20 MS/s, start trigger */
  FAKE_PCI_6110,    /* 4 channels at once, 5 MS/s, a scan per trigger */
  FAKE_USBDUXFAST,  /* 16 channels in turn, 30 MS/s */
  FAKE_PCI_6220,    /* 16 channels in turn, 250 kS/s, calibrated by software, no output */
  FAKE_PCI_6221,    /* the same with two analogue outputs */
  FAKE_PCI_6280,    /* the same with 18 bits: samples of 32 bits, 625 kS/s */
} FakeModel;

/* What goes wrong. Errors are errno values, 0: none. May be changed at any time. */
typedef struct
{
  int open_errno;         /* EACCES, ENODEV (node without board), ENOTTY (no Comedi device), ... */
  int command_errno;      /* of comedi_command() */
  int resize_errno;       /* of comedi_set_buffer_size() */
  guint maximum_bytes;    /* raising the largest buffer beyond is EPERM; all, if not root: 0 */
  gboolean is_refusing;   /* command_test() answers 1 for ever and clears the start source */
  guint n_tests_to_shift; /* the so many-th command_test() from now on answers another timing */
  guint denied_start, denied_scan_begin, denied_convert, denied_stop; /* sources it lacks */
  guint n_bytes_per_read; /* read() gives no more at once, 0: as asked */
  gboolean is_stalled;    /* gives no more samples, says nothing */
} FakeFaults;

/* What the program did to the card. */
typedef struct
{
  guint n_opens, n_closes, n_tests, n_commands, n_cancels, n_polls, n_calibrations;
  guint caldac; /* the value of a calibration converter that was set last */
  int longest_poll_ms;
  comedi_cmd command; /* the last one that was started; without chanlist */
  guint chanlist[16]; /* its beginning */
  gint64 command_ns;  /* when */
} FakeSeen;

typedef struct
{
  guint channel;
  double ns;    /* when it is converted, on the fake's clock */
  guint64 scan; /* number since the command started */
} FakeMoment;

/* In V at the input; in the card's numbers; in ns, the next edge later than @after_ns (INFINITY
 * none); in counts of an encoder (four a period). They must be functions of their arguments. */
typedef double (*FakeSignal) (gpointer data, const FakeMoment *at);
typedef lsampl_t (*FakeCounts) (gpointer data, const FakeMoment *at);
typedef double (*FakeTrigger) (gpointer data, guint input, gboolean falling, double after_ns);
typedef double (*FakePosition) (gpointer data, double ns);

typedef struct _FakeCardState FakeCardState;
typedef struct
{
  FakeFaults faults;
  FakeSeen seen;
  double command_cost_ns; /* time that comedi_command() takes */
  double gain, offset_v;  /* the input converts gain * V + offset_v; 1 and 0 if well calibrated */
  FakeCardState *state;
} FakeCard;

/* No cards, time 0, not real. At the beginning of each test. */
void fake_comedi_reset (void);

/* (transfer none): @path need not exist; "/dev/comedi0" */
FakeCard *fake_comedi_install (const char *path, FakeModel model);

/* Signal of the analogue input; without one, what the card gives with nothing connected (0 V; the
 * wave forms of comedi_test). The last one set counts. */
void fake_card_set_signal (FakeCard *self, FakeSignal signal, gpointer data);
void fake_card_set_counts (FakeCard *self, FakeCounts counts, gpointer data);
/* Edges at the card's trigger inputs: PFI lines, on DAS4020 1 is the BNC socket and 0 a digital
 * line, on usbduxfast 0. */
void fake_card_set_trigger (FakeCard *self, FakeTrigger trigger, gpointer data);
void fake_card_set_encoder (FakeCard *self, FakePosition position, gpointer data);
/* (nullable): a file in place of the library's own choice */
void fake_card_set_calibration (FakeCard *self, const char *path);
/* A FakeCounts: 0, 1, 2, ... from the command's start. */
lsampl_t fake_counts_ramp (gpointer unused, const FakeMoment *at);
/* Samples cost nothing: the whole ring is filled once when a command starts, then only counts
 * move. For measurements of what the program costs. */
void fake_card_set_free (FakeCard *self, gboolean is_free);

/* Out of its slot: everything is ENODEV, poll() is not woken. With plug, it is back at the same
 * node; handles from before stay dead. */
void fake_card_unplug (FakeCard *self);
void fake_card_plug (FakeCard *self);
/* Somebody else records from the card, or has locked it. */
void fake_card_take (FakeCard *self, gboolean is_taken);
void fake_card_lock (FakeCard *self, gboolean is_locked);
/* The command of @subdevice is cancelled through the same handle by another thread. */
void fake_card_cancel (FakeCard *self, guint subdevice);

/* Bytes of the driver's buffer, and what it may be raised to by an ordinary user. */
void fake_card_set_buffer (FakeCard *self, guint subdevice, guint n_bytes, guint maximum_bytes);
guint fake_card_get_buffer (FakeCard *self, guint subdevice);
gboolean fake_card_is_running (FakeCard *self, guint subdevice);
/* Levels that an analogue output channel has had, the newest last. (element-type lsampl_t) */
GArray *fake_card_get_output (FakeCard *self, guint channel);

/* The clock, in ns. At real time, it is the machine's, and poll() really waits. */
double fake_comedi_now_ns (void);
void fake_comedi_advance (double ns);
void fake_comedi_set_real_time (gboolean is_real);
/* How often the fake took its own lock. */
guint64 fake_comedi_get_n_calls (void);
/* Has @function called at that moment, in whichever thread lets it pass. */
typedef void (*FakeEvent) (FakeCard *card);
void fake_comedi_at (double ns, FakeEvent function, FakeCard *card);
