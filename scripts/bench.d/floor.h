/* What the three floors share: a floor is the least work that does the job. It reads a script and a list of targets and
 * visits every target from K threads; a visit connects, runs the script, closes, and says whether it failed. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef int (*floor_visit)(char *target, const char *script);

static struct {
    char **targets;
    const char *script;
    int count, taken, failed;
    floor_visit visit;
    void (*thread_begins)(void), (*thread_ends)(void);
    pthread_mutex_t lock;
} fleet = {.lock = PTHREAD_MUTEX_INITIALIZER};

static char *read_whole(const char *path) {
    FILE *file = fopen(path, "r");
    if (!file) { perror(path); exit(2); }
    fseek(file, 0, SEEK_END);
    long size = ftell(file);
    rewind(file);
    char *text = malloc(size + 1);
    text[fread(text, 1, size, file)] = 0;
    fclose(file);
    return text;
}

static void *work(void *unused) {
    (void)unused;
    if (fleet.thread_begins) fleet.thread_begins();
    for (;;) {
        pthread_mutex_lock(&fleet.lock);
        int mine = fleet.taken < fleet.count ? fleet.taken++ : -1;
        pthread_mutex_unlock(&fleet.lock);
        if (mine < 0) break;
        if (fleet.visit(fleet.targets[mine], fleet.script)) {
            pthread_mutex_lock(&fleet.lock);
            fleet.failed++;
            pthread_mutex_unlock(&fleet.lock);
        }
    }
    if (fleet.thread_ends) fleet.thread_ends();
    return NULL;
}

/* NAME THREADS SCRIPT TARGETS, where TARGETS is a file with one target a line. Exit code 1 if any visit failed. */
static int run_floor(int argc, char **argv, floor_visit visit) {
    if (argc != 4) { fprintf(stderr, "usage: %s THREADS SCRIPT TARGETS\n", argv[0]); return 2; }
    fleet.visit = visit;
    fleet.script = read_whole(argv[2]);
    for (char *line = strtok(read_whole(argv[3]), "\n"); line; line = strtok(NULL, "\n")) {
        fleet.targets = realloc(fleet.targets, (fleet.count + 1) * sizeof *fleet.targets);
        fleet.targets[fleet.count++] = line;
    }
    int width = atoi(argv[1]);
    pthread_t *threads = malloc(width * sizeof *threads);
    for (int i = 0; i < width; i++) pthread_create(&threads[i], NULL, work, NULL);
    for (int i = 0; i < width; i++) pthread_join(threads[i], NULL);
    printf("targets %d, failed %d\n", fleet.count, fleet.failed);
    return fleet.failed != 0;
}
