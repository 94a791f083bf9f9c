/* fake-comedi-card.h - inside of the cards in software
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "fake-comedi-stream.h"

#define FAKE_MAX_SUBDEVICES 16
#define FAKE_MAX_CHANLIST 512
#define FAKE_MAX_FILES 32
#define FAKE_ANOTHER ((FakeFile *)-1) /* holder of a lock or a command that is not one of ours */

typedef struct comedi_t_struct FakeFile;

#define FAKE_INVALID_SUBDEVICE 4099 /* comedi_errno() of the library's own complaints */
#define FAKE_INVALID_CHANNEL 4100
#define FAKE_BUFFER_OVERFLOW 4101

/* What a driver does. Functions return 0 or more, or -errno; those that are NULL are not there. */
typedef struct
{
  int (*command_test) (FakeSubdevice *self, comedi_cmd *command); /* the stage that it fails */
  int (*start) (FakeSubdevice *self);                             /* sets up the run */
  void (*cancel) (FakeSubdevice *self);               /* whenever a command ends, however */
  int (*trigger) (FakeSubdevice *self, guint number); /* internal trigger */
  lsampl_t (*sample) (FakeSubdevice *self, guint chanspec, const FakeMoment *at);
  void (*run) (FakeSubdevice *self, double now_ns); /* instead of samples: an output's command */
  void (*interrupt) (FakeSubdevice *self);          /* samples have been handed on */
  int (*poll) (FakeSubdevice *self);                /* bytes there */
  int (*insn_read) (FakeSubdevice *self, guint chanspec, lsampl_t *data);
  int (*insn_write) (FakeSubdevice *self, guint chanspec, lsampl_t data);
  int (*insn_config) (FakeSubdevice *self, guint chanspec, guint n, lsampl_t *data);
} FakeDriver;

/* A part of a card, as the driver presents it, and the command on it. */
struct _FakeSubdevice
{
  FakeCard *card;
  guint number;
  const FakeDriver *driver;
  int type;    /* COMEDI_SUBD_* */
  guint flags; /* SDF_*, without those that change */
  guint n_channels, n_ranges, max_chanlist;
  lsampl_t maxdata;
  const comedi_range *ranges;
  void *data; /* of the driver; freed with the card */

  FakeFile *lock, *busy;
  gboolean is_running, is_failed;
  comedi_cmd command;
  guint chanlist[FAKE_MAX_CHANLIST];
  FakeRun run;

  int fd; /* of the buffer's memory, -1: no commands */
  guint8 *buffer;
  guint n_buffer, max_buffer, n_maps;
  guint64 n_written, n_read; /* bytes since the command's start */
};

struct _FakeCardState
{
  char *path;
  FakeModel model;
  const char *driver_name, *board_name;
  gboolean is_attached, is_free;
  guint n_subdevices;
  FakeSubdevice subdevices[FAKE_MAX_SUBDEVICES];
  int read_subdevice, write_subdevice;
  FakeSignal signal;
  FakeCounts counts;
  gpointer signal_data;
  FakeTrigger trigger;
  gpointer trigger_data;
  FakePosition position;
  gpointer position_data;
  char *calibration;
  GArray *outputs[8]; /* of lsampl_t */
};

/* An open handle. */
struct comedi_t_struct
{
  FakeCard *card;
  int fd;
  gboolean is_dead; /* its card was unplugged */
  int read_subdevice, write_subdevice;
};

/* Every function of the library begins with FAKE_ENTER: one at a time, and cards up to date. */
#define FAKE_ENTER() __attribute__ ((cleanup (fake_leave))) int fake_entered = fake_enter (TRUE)
#define FAKE_ENTER_QUIETLY()                                                                       \
  __attribute__ ((cleanup (fake_leave))) int fake_entered = fake_enter (FALSE)
int fake_enter (gboolean brings_up_to_date);
void fake_leave (int *entered);
void fake_run_cards (void);

FakeFile *fake_file_find (int fd);           /* NULL: none of ours */
FakeFile *fake_file_open (const char *path); /* NULL with errno */
void fake_file_close (FakeFile *self);
/* NULL with errno or the library's own error set. */
FakeSubdevice *fake_file_get_subdevice (FakeFile *self, guint number);
/* -1 with errno, and what comedi_errno() says about it. */
int fake_fail (int error_number);
void fake_set_comedi_errno (int number);
gboolean fake_comedi_has_node (const char *path);

/* Memory behind a file descriptor. */
int fake_memory_new (gsize n_bytes);
guint8 *fake_memory_map (int fd, gsize n_bytes);
void fake_memory_unmap (guint8 *bytes, gsize n_bytes);
void fake_memory_free (int fd);
void fake_memory_forget_maps (const FakeCard *card); /* they stay, but belong to no card */

/* time */
void fake_time_reset (void);
gboolean fake_time_is_real (void);
void fake_time_set (double ns); /* later than now; not at real time; calls what is due */
void fake_time_run_events (void);
double fake_time_get_next_event_ns (void); /* INFINITY: none */

/* models: set up a card that has just been put in */
void fake_card_attach (FakeCard *self);
void fake_card_detach (FakeCard *self);
FakeSubdevice *fake_card_add (FakeCard *self, int type, guint flags, guint n_channels);
void fake_subdevice_set_scale (FakeSubdevice *self,
                               lsampl_t maxdata,
                               const comedi_range *ranges,
                               guint n_ranges);
void fake_subdevice_set_commands (FakeSubdevice *self, guint max_chanlist);
void fake_subdevice_resize (FakeSubdevice *self, guint n_bytes);
guint fake_subdevice_get_sample_bytes (const FakeSubdevice *self);
void fake_card_comedi_test_attach (FakeCard *self);
void fake_card_das4020_attach (FakeCard *self);
void fake_card_ni_attach (FakeCard *self);
void fake_card_usbduxfast_attach (FakeCard *self);

/* An analogue input's FakeDriver.sample: the signal at the card's input in its numbers. */
lsampl_t fake_input_sample (FakeSubdevice *self, guint chanspec, const FakeMoment *at);
int fake_input_insn_read (FakeSubdevice *self, guint chanspec, lsampl_t *data);

/* An analogue output's, with commands that an internal trigger begins. */
void fake_output_run (FakeSubdevice *self, double now_ns);
int fake_output_trigger (FakeSubdevice *self, guint number);
int fake_output_insn_write (FakeSubdevice *self, guint chanspec, lsampl_t data);
