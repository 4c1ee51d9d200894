#include <stdio.h>

/* Prints its arguments, the name first, after it has written to each. */
int main(int argc, char **argv)
{
    for (int i = 0; i < argc; i++) {
        argv[i][0] = '*';
        printf("<%s>\n", argv[i]);
    }
    return argv[argc] != NULL;
}
